import { deflateSync } from 'fflate';
import type * as Zlib from 'node:zlib';
import { nodeModules, type Bytes } from '@etanche/core-wire';
import { cannotOpen } from '../sealing-error.ts';

/**
 * Raw DEFLATE (RFC 1951) with a preset dictionary, both ways. Inflating rejects more than `limit` bytes, a truncated
 * stream and trailing bytes. A dictionary has at most 32,768 bytes, the window of DEFLATE.
 */
export type Compression = {
  readonly deflate: (bytes: Bytes, dictionary: Bytes) => Promise<Bytes>;
  readonly inflate: (deflated: Bytes, dictionary: Bytes, limit: number) => Promise<Bytes>;
};

/** Node's zlib if available, else a library and the platform's streams. */
export function platformCompression(): Compression {
  const node = nodeModules();
  return node === null ? webCompression : zlibCompression(node.zlib);
}

function zlibCompression(zlib: typeof Zlib): Compression {
  const inflate = (deflated: Bytes, dictionary: Bytes, limit: number): Bytes => {
    // `info` adds the engine, which counts the bytes that it has read; the types omit it.
    const options = { maxOutputLength: limit, info: true, dictionary };
    const { buffer, engine } = zlib.inflateRawSync(deflated, options) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    if (engine.bytesWritten !== deflated.length) throw cannotOpen('trailing bytes after the compressed stream');
    const copy = Uint8Array.from(buffer);
    buffer.fill(0);
    return copy;
  };
  return {
    deflate: (bytes, dictionary) => Promise.resolve(Uint8Array.from(zlib.deflateRawSync(bytes, { dictionary }))),
    inflate: (deflated, dictionary, limit) => settle(() => inflate(deflated, dictionary, Math.max(1, limit))),
  };
}

/**
 * The same in pages. CompressionStream has no dictionaries, so a library compresses. DecompressionStream, which is
 * faster than the library, reads the dictionary as blocks of stored bytes before the stream.
 */
export const webCompression: Compression = {
  deflate: (bytes, dictionary) => Promise.resolve(Uint8Array.from(deflateSync(bytes, { dictionary }))),
  async inflate(deflated, dictionary, limit) {
    const inflated = await collect([storedBlock(dictionary), deflated], dictionary.length + limit);
    const content = inflated.slice(dictionary.length);
    inflated.fill(0);
    return content;
  },
};

/** RFC 1951 section 3.2.4: a block that is not the last, its length and the complement of that, and the bytes. */
function storedBlock(bytes: Bytes): Bytes {
  const block = new Uint8Array(5 + bytes.length);
  const view = new DataView(block.buffer);
  view.setUint16(1, bytes.length, true);
  view.setUint16(3, ~bytes.length & 0xffff, true);
  block.set(bytes, 5);
  return block;
}

async function collect(input: readonly Bytes[], limit: number): Promise<Bytes> {
  const transform = new DecompressionStream('deflate-raw');
  const writer = transform.writable.getWriter();
  // The readable side reports the failure.
  const written = Promise.all(input.map((bytes) => writer.write(bytes))).then(() => writer.close());
  written.catch(() => undefined);
  const reader = (transform.readable as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw cannotOpen('compressed bytes are malformed', cause);
    });
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw cannotOpen(`compressed bytes inflate to more than ${limit}`);
    }
    parts.push(value);
  }
  const joined = new Uint8Array(length);
  parts.reduce((offset, part) => (joined.set(part, offset), offset + part.length), 0);
  for (const part of parts) part.fill(0);
  return joined;
}

async function settle(step: () => Bytes): Promise<Bytes> {
  try {
    return await Promise.resolve(step());
  } catch (cause) {
    throw cannotOpen('compressed bytes are malformed', cause);
  }
}
