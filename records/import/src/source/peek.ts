/** The first line of a stream, and the whole stream from its first byte. */
type StreamStart = {
  /** The first line that is not blank, without line end and byte order mark. */
  readonly firstLine: Uint8Array;
  /** Whether characters other than white space follow that line. */
  readonly hasMore: boolean;
  readonly body: AsyncIterable<Uint8Array>;
};

const LF = 0x0a;
const spaces: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, LF]);

/**
 * Reads up to the second line that is not blank. For a file with one line, up to `mostBytes` bytes are in memory.
 */
export async function peek(chunks: AsyncIterable<Uint8Array>, mostBytes: number): Promise<StreamStart> {
  const iterator = chunks[Symbol.asyncIterator]();
  const chunksRead: Uint8Array[] = [];
  const line: Uint8Array[] = [];
  let [size, state] = [0, 'before' as 'before' | 'line' | 'after'];
  let hasMore = false;
  while (!hasMore && size <= mostBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    const chunk = size === 0 && hasByteOrderMark(next.value) ? next.value.subarray(3) : next.value;
    chunksRead.push(chunk);
    size += next.value.length;
    let at = 0;
    if (state === 'before') {
      while (at < chunk.length && isSpace(chunk[at])) at++;
      if (at < chunk.length) state = 'line';
    }
    if (state === 'line') {
      const end = chunk.indexOf(LF, at);
      line.push(chunk.slice(at, end === -1 ? chunk.length : end));
      if (end !== -1) state = 'after';
      at = end === -1 ? chunk.length : end + 1;
    }
    if (state === 'after') hasMore = chunk.subarray(at).some((byte) => !isSpace(byte));
  }
  return { firstLine: Buffer.concat(line), hasMore: hasMore || size > mostBytes, body: replay(chunksRead, iterator) };
}

async function* replay(chunks: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function hasByteOrderMark(chunk: Uint8Array): boolean {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
}

function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && spaces.has(byte);
}
