import { concat } from '@etanche/core-wire';

/**
 * Yields the lines of NDJSON without their ends (\n or \r\n). `number` counts from 1 and includes empty lines, which
 * are not yielded. `bytes` is null for a line longer than `mostBytes`, which is never in memory as a whole.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array | null }> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let number = 0;
  const append = (part: Uint8Array): void => {
    length += part.length;
    if (length > mostBytes) parts = [];
    else parts.push(part);
  };
  const endLine = (): { number: number; bytes: Uint8Array | null } | null => {
    number++;
    const line = length > mostBytes ? null : concat(...parts);
    [parts, length] = [[], 0];
    if (line === null) return { number, bytes: null };
    const bytes = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    return bytes.length === 0 ? null : { number, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      append(chunk.subarray(start, end));
      const line = endLine();
      if (line !== null) yield line;
      start = end + 1;
    }
    append(chunk.slice(start));
  }
  const last = endLine();
  if (last !== null) yield last;
}

/** Returns all bytes; null if there are more than `mostBytes`. */
export async function readWhole(chunks: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > mostBytes) return null;
    parts.push(chunk);
  }
  return concat(...parts);
}
