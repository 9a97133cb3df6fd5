import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { IntakeError } from '../intake-error.ts';
import { limitExpansion } from '../limits.ts';
import type { ReadBytes } from './parts.ts';

const chunkBytes = 1024 * 1024;
const smallestChunk = 1024;

/** The bytes of a file on disk; `size` is its length, since a small file needs no large buffer. */
export function fileBytes(path: string, size: number): ReadBytes {
  const highWaterMark = Math.min(Math.max(size, smallestChunk), chunkBytes);
  return async function* (progress) {
    const file = createReadStream(path, { highWaterMark });
    try {
      for await (const chunk of file as AsyncIterable<Uint8Array>) {
        progress?.(file.bytesRead);
        yield chunk;
      }
    } catch (cause) {
      throw new IntakeError('file_unreadable', 'the file cannot be read completely', { cause });
    } finally {
      file.destroy();
    }
  };
}

/** Decompresses gzip data; progress counts compressed bytes. */
export function gunzipped(read: ReadBytes): ReadBytes {
  return async function* (progress) {
    let [compressed, bytes] = [0, 0];
    let failure: unknown;
    const copied = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of read(progress)) {
          compressed += chunk.length;
          yield Uint8Array.from(chunk);
        }
      } catch (error) {
        failure = error;
        throw error;
      }
    };
    const input = Readable.from(copied(), { objectMode: false });
    // `pipeline` destroys both streams if one fails; the loop below throws the error.
    const stream = pipeline(input, createGunzip({ chunkSize: chunkBytes }), () => undefined);
    try {
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        limitExpansion(compressed, bytes);
        yield chunk;
      }
    } catch (cause) {
      if (cause instanceof IntakeError) throw cause;
      if (failure instanceof IntakeError) throw failure;
      throw new IntakeError('compression_damaged', 'the gzip data is damaged', { cause });
    } finally {
      stream.destroy();
      input.destroy();
    }
  };
}
