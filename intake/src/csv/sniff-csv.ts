import { encodeText } from '../text/encodings.ts';
import { makeCellDecoder } from './decode-cells.ts';
import { makeDialect, type DialectOptions } from './dialect.ts';
import { makeMarks, scanRecord } from './scan-record.ts';
import { sniffQuoting } from './sniff-quoting.ts';

type CsvShape = {
  readonly dialect: DialectOptions;
  /** 1 if the first line announces the separator. */
  readonly preamble: number;
  /** The first records after the preamble, including titles and header. */
  readonly records: readonly (readonly string[])[];
  /** Number of cells of most records. */
  readonly width: number;
};

const separators = [';', ',', '\t', '|', '^', '~', '¤', '§', '\x01', '\x1f', '\x1e', ':'];
const longSeparators = ['||', ';;', '::', '~|~', '^|^', '|~|', '|^|', '<>', '~~', '^^', '@@', '##', '$$', '¤¤'];
const recordsTried = 300;

/**
 * Guesses separator, quoting and line end from the first bytes: the separator for which most records have the same
 * number of cells; without one, the file has one column.
 *
 * @param final `head` is the whole file
 * @param known the operator's settings, which are not guessed
 */
export function sniffCsv(head: Buffer, final: boolean, encoding: string, known: DialectOptions): CsvShape {
  const announced = /^sep=([^\r\n]{1,3})(?:\r\n|\n|\r)/i.exec(head.toString('latin1', 0, 16));
  const text = announced === null ? head : head.subarray(announced[0].length);
  const separator = known.separator ?? announced?.[1];
  const lineEnds = known.lineEnd === undefined ? possibleLineEnds(head) : [known.lineEnd];
  const attempt = (candidate: string): Trial => {
    const guessed = sniffQuoting(
      text.toString('latin1'),
      Buffer.from(encodeText(candidate, encoding)).toString('latin1'),
    );
    const quoting = { ...guessed, ...known };
    const trials = lineEnds.map((lineEnd) =>
      tryDialect(text, final, encoding, { ...quoting, separator: candidate, lineEnd }),
    );
    return trials.reduce((best, other) => (other.regular > best.regular ? other : best));
  };
  const trial = separator === undefined ? bestTrial(text, encoding, attempt) : attempt(separator);
  return {
    dialect: trial.dialect,
    preamble: announced === null ? 0 : 1,
    records: trial.records,
    width: trial.width,
  };
}

/** A file with mixed line ends is read with each kind of end; a CR inside cells makes fewer records regular. */
function possibleLineEnds(head: Buffer): ('lf' | 'cr')[] {
  if (!head.includes(0x0d)) return ['lf'];
  if (!head.includes(0x0a)) return ['cr'];
  for (let at = head.indexOf(0x0d); at !== -1; at = head.indexOf(0x0d, at + 1))
    if (at + 1 < head.length && head[at + 1] !== 0x0a) return ['lf', 'cr'];
  return ['lf'];
}

type Trial = { dialect: DialectOptions; records: string[][]; width: number; share: number; regular: number };

function bestTrial(text: Buffer, encoding: string, attempt: (separator: string) => Trial): Trial {
  const occurs = (separator: string): boolean => {
    const bytes = Buffer.from(encodeText(separator, encoding));
    return bytes.length > 0 && text.includes(bytes);
  };
  let best: Trial | undefined;
  const trials = separators.filter(occurs).map(attempt);
  for (const trial of trials) if (score(trial) > score(best)) best = trial;
  if (best === undefined) return attempt(';');
  // For two merged exports the separator of the first line is that of the header.
  const { width } = best;
  if (best.records[0]?.length === 1)
    best = trials.find((trial) => trial.width === width && trial.records[0]?.length === width) ?? best;
  for (const trial of longSeparators.filter(occurs).map(attempt)) {
    const [long, short] = [trial.dialect.separator ?? '', best.dialect.separator ?? ''];
    // `a||b` is regular with | too, with empty cells in between: the longer separator wins if | occurs nowhere else.
    const times = long.split(short).length - 1;
    if (trial.width > 1 && trial.share >= best.share - 0.02 && (trial.width - 1) * times === best.width - 1)
      best = trial;
  }
  return best;
}

function score(trial: Trial | undefined): number {
  if (trial === undefined || trial.width < 2) return 0;
  const rare = trial.dialect.separator === ':' && trial.share < 0.95;
  return rare ? 0 : trial.share ** 3 * (1 + Math.log2(trial.width));
}

function tryDialect(head: Buffer, final: boolean, encoding: string, options: DialectOptions): Trial {
  const dialect = makeDialect(options, encoding);
  const decode = makeCellDecoder(encoding, dialect);
  const marks = makeMarks();
  const records: string[][] = [];
  let [suspects, from] = [0, 0];
  while (from < head.length && records.length < recordsTried) {
    const scan = scanRecord(head, from, head.length, final, dialect, marks, from);
    if (scan === 'more') break;
    if (scan === 'suspect') {
      suspects++;
      const line = head.indexOf(options.lineEnd === 'cr' ? 0x0d : 0x0a, from);
      if (line === -1) break;
      from = line + 1;
      continue;
    }
    const cells = decode(head, marks);
    if (cells.length > 1 || (cells[0] ?? '').trim() !== '') records.push(cells);
    if (marks.next <= from) break;
    from = marks.next;
  }
  const width = mostFrequent(records.map((cells) => cells.length));
  const regular = records.filter((cells) => cells.length === width).length;
  return { dialect: options, records, width, share: regular / Math.max(1, records.length + suspects), regular };
}

/** The most frequent number; of two equally frequent ones, the larger. */
function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce(
    (best, other) => ((other[1] - best[1] || other[0] - best[0]) > 0 ? other : best),
    [0, 0],
  )[0];
}
