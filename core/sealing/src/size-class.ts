/**
 * The smallest of 256·2^k and 384·2^k that holds `length` bytes: what a server sees of a size, at most half as much again
 * as it is.
 */
export function sizeClass(length: number): number {
  let size = 256;
  while (size < length) {
    if (size * 1.5 >= length) return size * 1.5;
    size *= 2;
  }
  return size;
}
