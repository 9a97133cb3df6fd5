/** Longer words are parted: no line holds them. */
const longestWord = 90;
const longestHeading = 300;
/** Laid out at once; a million signs in one paragraph take gigabytes. */
const longestParagraph = 4000;

/** Without signs that are not text, which would be drawn as boxes, or as nothing. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(new RegExp(`\\S{${longestWord}}(?=\\S)`, 'gu'), '$& ');
}

/** A text for one or two lines, cut with … where it is longer. */
export function heading(text: string): string {
  const whole = clean(text);
  return whole.length <= longestHeading ? whole : `${cutAt(whole, longestHeading)}…`;
}

/** The whole text, in parts that can be laid out. */
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

/** At most so many units, up to a space where there is one, and never half a surrogate pair. */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const space = text.lastIndexOf(' ', length);
  if (space > 0) return text.slice(0, space);
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
