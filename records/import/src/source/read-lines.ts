import { concat } from '@etanche/core-protocol';
import { ImportError } from '../import-error.ts';

/**
 * The lines of NDJSON, without their ends (\n or \r\n); `number` counts from 1, empty lines included but not given.
 *
 * @throws ImportError `source_limits` for a line longer than `mostBytes`
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array }> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 0;
  const take = (last: Uint8Array): Uint8Array => {
    const line = concat(...held, last);
    [held, heldBytes] = [[], 0];
    return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      number++;
      const bytes = take(chunk.subarray(start, end));
      if (bytes.length > 0) yield { number, bytes };
      start = end + 1;
    }
    held.push(chunk.slice(start));
    heldBytes += chunk.length - start;
    if (heldBytes > mostBytes) throw new ImportError('source_limits', `line ${number + 1} is over ${mostBytes} bytes`);
  }
  const bytes = take(new Uint8Array());
  if (bytes.length > 0) yield { number: number + 1, bytes };
}

/** @throws ImportError `source_limits` */
export async function readWhole(chunks: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > mostBytes) throw new ImportError('source_limits', `file is over ${mostBytes} bytes`);
    parts.push(chunk);
  }
  return concat(...parts);
}
