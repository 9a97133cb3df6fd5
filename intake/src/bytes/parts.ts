import type { ZipArchive } from './zip.ts';

/** The bytes of a part; a chunk is valid until the next one is asked for. Nothing decompressed touches the disk. */
export type ReadBytes = (progress?: (bytesRead: number) => void) => AsyncIterable<Uint8Array>;

/**
 * One stream of bytes inside a file: the file itself, or a member of an archive, however deep. `name` is the path inside the
 * file, empty for the file itself.
 */
export type Part = {
  readonly name: string;
  /** Uncompressed where that is known; only for progress. */
  readonly bytes: number;
  readonly read: ReadBytes;
  /** Set where the part is an office document, which is a zip of its own. */
  readonly archive?: ZipArchive;
};

/** The first bytes of a part, or fewer where it is shorter. */
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
