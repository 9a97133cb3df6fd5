import type * as Zlib from 'node:zlib';
import type { Bytes } from '@etanche/core-wire';
import { nodeModules } from './node-modules.ts';
import { cannotOpen } from '../sealing-error.ts';

/**
 * Raw DEFLATE (RFC 1951) both ways. Inflating rejects more than `limit` bytes, a truncated stream and trailing bytes.
 */
export type Compression = {
  readonly deflate: (bytes: Bytes) => Promise<Bytes>;
  readonly inflate: (deflated: Bytes, limit: number) => Promise<Bytes>;
};

/** Node's zlib if available (7 µs per version), else the platform's streams (50 µs). */
export function platformCompression(): Compression {
  const node = nodeModules();
  return node === null ? streamCompression : zlibCompression(node.zlib);
}

function zlibCompression(zlib: typeof Zlib): Compression {
  const inflate = (deflated: Bytes, limit: number): Bytes => {
    // `info` adds the engine, which counts the bytes that it has read; the types omit it.
    const options = { maxOutputLength: limit, info: true };
    const { buffer, engine } = zlib.inflateRawSync(deflated, options) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    if (engine.bytesWritten !== deflated.length) throw cannotOpen('trailing bytes after the compressed stream');
    return Uint8Array.from(buffer);
  };
  return {
    deflate: (bytes) => Promise.resolve(Uint8Array.from(zlib.deflateRawSync(bytes))),
    inflate: (deflated, limit) => settle(() => inflate(deflated, Math.max(1, limit))),
  };
}

/** The same by CompressionStream and DecompressionStream, which every browser with passkeys has. */
export const streamCompression: Compression = {
  deflate: (bytes) => collect(bytes, new CompressionStream('deflate-raw'), Number.MAX_SAFE_INTEGER),
  inflate: (deflated, limit) => collect(deflated, new DecompressionStream('deflate-raw'), limit),
};

async function collect(
  input: Bytes,
  transform: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Bytes> {
  const writer = transform.writable.getWriter();
  // The readable side reports the failure.
  const written = writer.write(input).then(() => writer.close());
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
  return joined;
}

async function settle(step: () => Bytes): Promise<Bytes> {
  try {
    return await Promise.resolve(step());
  } catch (cause) {
    throw cannotOpen('compressed bytes are malformed', cause);
  }
}
