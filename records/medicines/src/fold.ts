/** Lower case without accents; ligatures in two letters, other signs than letters, digits and `,./%+` as spaces. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[ -~]*$/.test(lower)) return lower.replace(/[^a-z0-9,./%+]+/g, ' ').trim();
  return lower
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('µ', 'u')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9,./%+]+/g, ' ')
    .trim();
}
