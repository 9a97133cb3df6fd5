/** Lower case without accents; ligatures in two letters, other signs than letters, digits and `,./%+` as spaces. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('µ', 'u')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9,./%+]+/g, ' ')
    .trim();
}
