import { addChunk, advance, makeWindow } from '../bytes/window.ts';
import type { Row, SourceDescription } from '../source.ts';
import { makeCellDecoder } from './decode-cells.ts';
import { makeDialect } from './dialect.ts';
import { makeRecordFinder } from './find-record.ts';

/**
 * Rows of a delimited text whose bytes arrive in chunks, grouped as they come. Skips the preamble and the header.
 *
 * @param firstNumber the number of the first record
 */
export async function* parseCsv(
  chunks: AsyncIterable<Uint8Array>,
  description: SourceDescription,
  firstNumber: number,
): AsyncGenerator<Row[]> {
  const dialect = makeDialect(description, description.encoding);
  const decode = makeCellDecoder(description.encoding, dialect);
  const finder = makeRecordFinder(dialect, description.columns.length, description.trailing ?? 0);
  const window = makeWindow();
  let toSkip = (description.preamble ?? 0) + (description.header ? 1 : 0);
  let number = firstNumber;

  const drain = (): Row[] => {
    const rows: Row[] = [];
    const { bytes, to, final } = window;
    while (window.from < to) {
      const found = finder.find(bytes, window.from, to, final);
      if (found === 'more') break;
      const from = window.from;
      advance(window, finder.marks.next);
      if (found === 'blank') continue;
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      if (found === 'good') rows.push({ ok: true, number, cells: decode(bytes, finder.marks) });
      else rows.push({ ok: false, number, code: found, raw: Uint8Array.from(bytes.subarray(from, finder.marks.end)) });
      number++;
    }
    return rows;
  };

  for await (const chunk of chunks) {
    addChunk(window, chunk);
    const rows = drain();
    if (rows.length > 0) yield rows;
  }
  window.final = true;
  const rows = drain();
  if (rows.length > 0) yield rows;
}
