/**
 * Text as a person sees it: compatibility forms unified (full-width digits, no-break spaces), invisible characters
 * gone (soft hyphens, byte-order marks, direction marks), runs of white space as one space, ends trimmed.
 * The caller has already bounded the length.
 */
export function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
