/**
 * Text as it appears on screen: compatibility forms normalised (full-width digits, no-break spaces), invisible
 * characters removed (soft hyphens, byte-order marks, direction marks), runs of white space collapsed, ends trimmed.
 * The caller has already limited the length.
 */
export function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
