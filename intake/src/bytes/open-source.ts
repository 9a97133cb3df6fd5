import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { IntakeError } from '../intake-error.ts';
import { limitExpansion } from '../limits.ts';
import type { Compression } from '../source.ts';
import { listZipMembers, readZipMember } from './zip.ts';

/** One stream of bytes inside a file: the file itself, or a member of a zip. */
export type Member = { readonly name: string; readonly bytes: number };

/**
 * A file seen through its compression. `read` gives the decompressed bytes; a chunk is valid until the next one is asked
 * for. Nothing decompressed touches the disk.
 */
export type OpenSource = {
  readonly path: string;
  readonly compression: Compression;
  readonly members: readonly Member[];
  readonly totalBytes: number;
  readonly read: (member: string, progress?: (bytesRead: number) => void) => AsyncIterable<Uint8Array>;
};

const chunkBytes = 1024 * 1024;
const [gzipMagic, zipMagic] = ['1f8b', '504b0304'];

/** @throws IntakeError `file_unreadable`, `file_empty`, `source_damaged`, `source_limits`, `archive_encrypted` */
export async function openSource(path: string): Promise<OpenSource> {
  const { head, size } = await readHead(path, 4);
  if (size === 0) throw new IntakeError('file_empty', 'the file holds no byte');
  const magic = Buffer.from(head).toString('hex');
  if (magic === zipMagic) {
    const members = await listZipMembers(path);
    const totalBytes = members.reduce((sum, member) => sum + member.bytes, 0);
    // Members may share their compressed bytes, and yauzl rejects one that is larger than the directory says.
    limitExpansion(size, totalBytes);
    return {
      path,
      compression: 'zip',
      members,
      totalBytes,
      read: (name, progress) => readZipMember(path, name, progress),
    };
  }
  const compression = magic.startsWith(gzipMagic) ? 'gzip' : 'none';
  return {
    path,
    compression,
    members: [{ name: '', bytes: size }],
    totalBytes: size,
    read: (_name, progress) => readFileBytes(path, compression, progress),
  };
}

/** The first `length` bytes of a file, or fewer, and its size. */
export async function readHead(path: string, length: number): Promise<{ head: Uint8Array; size: number }> {
  try {
    const { size } = await stat(path);
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } catch (cause) {
    throw new IntakeError('file_unreadable', 'the file cannot be opened', { cause });
  }
}

async function* readFileBytes(
  path: string,
  compression: 'none' | 'gzip',
  progress?: (bytesRead: number) => void,
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  // `pipeline` destroys both streams whichever fails; the failure itself is thrown by the loop below.
  const stream =
    compression === 'none' ? file : pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => undefined);
  try {
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      progress?.(file.bytesRead);
      bytes += chunk.length;
      if (compression === 'gzip') limitExpansion(file.bytesRead, bytes);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof IntakeError) throw cause;
    if (compression === 'gzip') throw new IntakeError('compression_damaged', 'the gzip data is damaged', { cause });
    throw new IntakeError('file_unreadable', 'the file cannot be read to its end', { cause });
  } finally {
    stream.destroy();
    file.destroy();
  }
}
