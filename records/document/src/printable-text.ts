/** Longer words are split, because they do not fit on a line. */
const longestWord = 90;
const longestHeading = 300;
/** Longest text laid out at once, because a paragraph of a million characters takes gigabytes. */
const longestParagraph = 4000;

/** Removes control characters, which would be drawn as boxes or not at all, and splits long words. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(new RegExp(`\\S{${longestWord}}(?=\\S)`, 'gu'), '$& ');
}

/** A text for one or two lines; a longer one is truncated with …. */
export function heading(text: string): string {
  const whole = clean(text);
  return whole.length <= longestHeading ? whole : `${cutAt(whole, longestHeading)}…`;
}

/** The whole text in parts of at most 4,000 characters. */
export function paragraphs(text: string): string[] {
  const parts: string[] = [];
  for (const line of clean(text).split('\n')) {
    for (let rest = line; rest !== '';) {
      const part = cutAt(rest, longestParagraph);
      parts.push(part);
      rest = rest.slice(part.length).trimStart();
    }
  }
  return parts;
}

/** The first `length` UTF-16 units at most, up to a space if there is one, and never half a surrogate pair. */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const space = text.lastIndexOf(' ', length);
  if (space > 0) return text.slice(0, space);
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
