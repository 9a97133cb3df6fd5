/** Cuts a text into groups of the given sizes. */
export function group(text: string, sizes: readonly number[], separator: string): string {
  const parts: string[] = [];
  let offset = 0;
  for (const size of sizes) {
    if (offset >= text.length) break;
    parts.push(text.slice(offset, offset + size));
    offset += size;
  }
  if (offset < text.length) parts.push(text.slice(offset));
  return parts.join(separator);
}

/**
 * The caret's position after regrouping: after the same number of significant characters as before.
 *
 * @param caret offset in `before`
 */
export function moveCaret(before: string, caret: number, after: string, significant: RegExp): number {
  let left = count(before.slice(0, caret), significant);
  // At the end of the text the caret stays at the end, after a separator that was just typed.
  if (caret === before.length) return after.length;
  let offset = 0;
  while (left > 0 && offset < after.length) {
    if (significant.test(after.charAt(offset))) left--;
    offset++;
  }
  return offset;
}

function count(text: string, significant: RegExp): number {
  return Array.from(text).filter((character) => significant.test(character)).length;
}
