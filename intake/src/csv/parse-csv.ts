import { addChunk, advance, makeWindow } from '../bytes/window.ts';
import type { Row, SourceDescription } from '../source.ts';
import { makeCellDecoder } from './decode-cells.ts';
import { makeDialect } from './dialect.ts';
import { makeRecordFinder } from './find-record.ts';
import { rewriteLines } from './rewrite-lines.ts';

/** Separators to try: files that were merged from several exports may change their separator. */
const otherSeparators = [';', ',', '\t', '|'];

/** Rows of a delimited text, grouped by the arriving chunks, without the preamble and the header. */
export async function* parseCsv(
  chunks: AsyncIterable<Uint8Array>,
  description: SourceDescription,
): AsyncGenerator<Row[]> {
  const { encoding, columns, lines } = description;
  const readers = [description.separator, ...otherSeparators.filter((other) => other !== description.separator)].map(
    (separator) => {
      const dialect = makeDialect({ ...description, ...(separator !== undefined && { separator }) }, encoding);
      const finder = makeRecordFinder(dialect, columns.length, description.trailing ?? 0, description.missing ?? 0);
      return { finder, decode: makeCellDecoder(encoding, dialect) };
    },
  );
  const [main, ...others] = readers;
  const window = makeWindow();
  let toSkip = (description.preamble ?? 0) + (description.header ? 1 : 0);
  let number = 1;

  const drain = (): Row[] => {
    const rows: Row[] = [];
    if (main === undefined) return rows;
    const { bytes, to, final } = window;
    while (window.from < to) {
      const from = window.from;
      const found = main.finder.find(bytes, from, to, final);
      if (found === 'more') break;
      // A line without the separator is tried with other separators, until it has as many cells as the source has
      // columns.
      const isWhole = found === 'too_few_cells' && main.finder.marks.count === 1 && columns.length > 2 && toSkip === 0;
      const other = isWhole
        ? others.find(({ finder }) => finder.find(bytes, from, main.finder.marks.next, true) === 'good')
        : undefined;
      advance(window, main.finder.marks.next);
      if (found === 'blank') continue;
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      const { finder, decode } = other ?? main;
      if (found === 'good' || other !== undefined)
        rows.push(goodRow(decode(bytes, finder.marks), bytes, from, finder.marks.end));
      else
        rows.push({
          ok: false,
          number,
          code: found,
          raw: Uint8Array.from(bytes.subarray(from, main.finder.marks.end)),
        });
      number++;
    }
    return rows;
  };

  const goodRow = (cells: string[], bytes: Uint8Array, from: number, end: number): Row => {
    while (cells.length < columns.length) cells.push('');
    const isHeader = description.header && cells[0]?.trim() === columns[0] && isNames(cells, columns);
    return isHeader
      ? { ok: false, number, code: 'repeated_header', raw: Uint8Array.from(bytes.subarray(from, end)) }
      : { ok: true, number, cells };
  };

  for await (const chunk of lines === undefined ? chunks : rewriteLines(chunks, lines, encoding)) {
    addChunk(window, chunk);
    const rows = drain();
    if (rows.length > 0) yield rows;
  }
  window.final = true;
  const rows = drain();
  if (rows.length > 0) yield rows;
}

function isNames(cells: readonly string[], columns: readonly string[]): boolean {
  return (
    columns.length > 1 && columns.every((column, index) => (cells[index] ?? '').replace(/\s+/g, ' ').trim() === column)
  );
}
