/**
 * A text without the words of a measurement, once it is kept, and the place of the caret in it. The text and the caret
 * may have moved on since the words were accepted; a text in which they are not there any more stays as it is.
 */
export function withoutMeasure(
  text: string,
  words: string,
  caret: number,
): { readonly text: string; readonly caret: number } {
  const found = text.indexOf(words);
  if (found === -1) return { text, caret };
  const before = text.slice(0, found).replace(/[ \t]+$/, '');
  let end = found + words.length;
  const isFirst = before === '' || before.endsWith('\n');
  const isLast = /^[ \t]*(?:\n|$)/.test(text.slice(end));
  if (isFirst || isLast) while (text[end] === ' ' || text[end] === '\t') end++;
  const start = before.length;
  const moved = caret <= start ? caret : Math.max(start, caret - (end - start));
  return { text: before + text.slice(end), caret: moved };
}
