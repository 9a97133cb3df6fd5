/**
 * The smallest of 256·2^k and 384·2^k that is at least `length` bytes. The server sees only this size, which is at most
 * 1.5 times the real one.
 */
export function sizeClass(length: number): number {
  let size = 256;
  while (size < length) {
    if (size * 1.5 >= length) return size * 1.5;
    size *= 2;
  }
  return size;
}
