import { concat } from '@etanche/core-wire';

/**
 * The lines of NDJSON, without their ends (\n or \r\n); `number` counts from 1, empty lines included but not given.
 * `bytes` is null for a line longer than `mostBytes`, which is skipped without being held.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array | null }> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 0;
  const hold = (part: Uint8Array): void => {
    heldBytes += part.length;
    if (heldBytes > mostBytes) held = [];
    else held.push(part);
  };
  const take = (): { number: number; bytes: Uint8Array | null } | null => {
    number++;
    const line = heldBytes > mostBytes ? null : concat(...held);
    [held, heldBytes] = [[], 0];
    if (line === null) return { number, bytes: null };
    const bytes = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    return bytes.length === 0 ? null : { number, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      hold(chunk.subarray(start, end));
      const line = take();
      if (line !== null) yield line;
      start = end + 1;
    }
    hold(chunk.slice(start));
  }
  const last = take();
  if (last !== null) yield last;
}

/** All bytes, or null where there are more than `mostBytes`. */
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
