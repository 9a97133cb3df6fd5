const longestMask = 24;

/**
 * The shape of a value without the value: capitals become `X`, small letters `x`, digits `9`; usual punctuation is
 * kept.
 */
export function maskValue(value: string): string {
  const shape = value
    .slice(0, longestMask)
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{L}\p{M}]/gu, (letter) => (letter === 'X' ? 'X' : 'x'))
    .replace(/\p{N}/gu, '9')
    .replace(/\s/gu, ' ')
    .replace(/[^Xx9 .,/:;@+'’()_-]/gu, '?');
  return value.length > longestMask ? `${shape}…` : shape;
}
