import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, mostMembers } from '../limits.ts';
import type { ReadBytes } from './parts.ts';
import type { Member } from './zip.ts';

/** True for the first block of a tar: magic and checksum match (POSIX.1-1988 and V7). */
export function isTar(head: Uint8Array): boolean {
  if (head.length < 512) return false;
  if (Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar') return true;
  const written = Number.parseInt(Buffer.from(head.subarray(148, 156)).toString('latin1'), 8);
  const sum = head
    .subarray(0, 512)
    .reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return written === sum && head[0] !== 0;
}

/**
 * The files inside a tar, in their stored order.
 *
 * @throws IntakeError `source_damaged`, `source_limits`, `file_empty`
 */
export async function listTarMembers(read: ReadBytes): Promise<Member[]> {
  const members: Member[] = [];
  for await (const { name, size, stream } of tarEntries(read)) {
    if (members.length >= mostMembers) throw beyondLimit(`the tar has more than ${mostMembers} members`);
    members.push({ name, bytes: size });
    await drain(stream);
  }
  if (members.length === 0) throw new IntakeError('file_empty', 'the tar contains no file');
  return members;
}

/** The bytes of one member. A tar has no directory, so everything before the member is skipped. */
export function tarMember(read: ReadBytes, wanted: string): ReadBytes {
  return async function* (progress) {
    let bytesRead = 0;
    for await (const { name, stream } of tarEntries(read)) {
      for await (const chunk of stream) {
        if (name !== wanted) continue;
        bytesRead += chunk.length;
        progress?.(bytesRead);
        yield chunk;
      }
      if (name === wanted) return;
    }
    throw new IntakeError('source_changed', 'a member of the tar is missing');
  };
}

type TarEntry = { readonly name: string; readonly size: number; readonly stream: AsyncIterable<Uint8Array> };

async function* tarEntries(read: ReadBytes): AsyncGenerator<TarEntry> {
  let failure: unknown;
  const copied = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of read()) yield Uint8Array.from(chunk);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const input = Readable.from(copied(), { objectMode: false });
  const tar = extract();
  input.on('error', (error) => {
    tar.destroy(error);
  });
  input.pipe(tar);
  try {
    for await (const entry of tar) {
      const { name, size, type } = entry.header;
      const isFile = (type === 'file' || type === 'contiguous-file') && !/(^|\/)(\.(?!\/)|PaxHeader)/.test(name);
      if (isFile) yield { name: name.replace(/^\.\//, ''), size, stream: entry as AsyncIterable<Uint8Array> };
      else await drain(entry as AsyncIterable<Uint8Array>);
    }
  } catch (cause) {
    if (cause instanceof IntakeError) throw cause;
    if (failure instanceof IntakeError) throw failure;
    throw new IntakeError('source_damaged', 'the tar is damaged', { cause });
  } finally {
    input.destroy();
  }
}

/** Members that are not needed have to be read too, to reach the next one. */
async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = stream[Symbol.asyncIterator]();
  while ((await chunks.next()).done !== true);
}
