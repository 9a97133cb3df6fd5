import { parseBirthDate, parseNir } from '@etanche/core-identifiers';

const options = { twoDigitYearPivot: 30, today: '9999-12-31' };

/** Values of constant width that can be recognised without separators, the most specific first. */
const telling: readonly (readonly [width: number, is: (text: string) => boolean])[] = [
  [15, (text) => /^[12]\d{4}(?:\d\d|2[AB])\d{8}$/.test(text) && parseNir(text).ok],
  [10, (text) => /^\d\d([/.-])\d\d\1\d{4}$/.test(text) && parseBirthDate(text, options).ok],
  [10, (text) => /^\d{4}-\d\d-\d\d$/.test(text) && parseBirthDate(text, options).ok],
  [13, (text) => /^[12]\d{4}(?:\d\d|2[AB])\d{6}$/.test(text) && parseNir(text).ok],
  [10, (text) => /^0[1-9]\d{8}$/.test(text)],
  [8, (text) => /^\d{8}$/.test(text) && parseBirthDate(text, options).ok],
];
const most = 0.9;

/**
 * The starts of the columns of lines of one length: at recognisable values, and after blanks that all lines have in the
 * same place. Undefined if the lines have no columns of fixed width.
 *
 * @param lines the first lines, as characters
 */
export function findStarts(lines: readonly string[]): number[] | undefined {
  const lengths = lines.map((line) => line.length);
  const length = Math.max(...lengths);
  const usual = lengths.filter((each) => Math.abs(each - length) <= 2).length;
  // The last column may be cut off after its last letter.
  if (lines.length < 3 || length < 20 || usual < lines.length * 0.5) return undefined;
  const taken = takeValues(lines, length);
  if (taken.length === 0) return undefined;
  const starts = new Set([0]);
  for (const { from, to } of taken) {
    starts.add(from);
    if (to < length) starts.add(to);
  }
  for (const start of afterBlanks(lines, length))
    if (!taken.some(({ from, to }) => start > from && start < to)) starts.add(start);
  return [...starts].sort((a, b) => a - b);
}

function takeValues(lines: readonly string[], length: number): { from: number; to: number }[] {
  const taken: { from: number; to: number }[] = [];
  for (const [width, is] of telling) {
    for (let from = 0; from + width <= length; from++) {
      if (taken.some((other) => from < other.to && from + width > other.from)) continue;
      const fitting = lines.filter((line) => is(line.slice(from, from + width))).length;
      if (fitting >= lines.length * most) taken.push({ from, to: from + width });
    }
  }
  return taken;
}

/** Positions at which most lines have a character, after a blank in every line. */
function afterBlanks(lines: readonly string[], length: number): number[] {
  const starts: number[] = [];
  for (let place = 1; place < length; place++) {
    const areBlank = lines.every((line) => (line[place - 1] ?? ' ') === ' ');
    const begun = lines.filter((line) => (line[place] ?? ' ') !== ' ').length;
    if (areBlank && begun >= lines.length * 0.6) starts.push(place);
  }
  return starts;
}
