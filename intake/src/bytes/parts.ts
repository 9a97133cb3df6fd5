import type { ZipArchive } from './zip.ts';

/**
 * Reads the bytes of a part; a chunk is valid until the next one is requested. Decompressed data is never written to
 * disk.
 */
export type ReadBytes = (progress?: (bytesRead: number) => void) => AsyncIterable<Uint8Array>;

/**
 * One stream of bytes inside a file: the file itself, or a member of a possibly nested archive. `name` is the path
 * inside the file, empty for the file itself.
 */
export type Part = {
  readonly name: string;
  /** Uncompressed size if known; only for progress. */
  readonly bytes: number;
  readonly read: ReadBytes;
  /** Set if the part is an office document, which is itself a zip. */
  readonly archive?: ZipArchive;
};

/** The first `length` bytes of a part, or fewer if it is shorter. */
export async function readPartHead(part: Part, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of part.read()) {
    chunks.push(Uint8Array.from(chunk.subarray(0, length - bytes)));
    bytes += chunk.length;
    if (bytes >= length) break;
  }
  return Buffer.concat(chunks);
}
