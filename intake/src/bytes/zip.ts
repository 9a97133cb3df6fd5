import type { Readable } from 'node:stream';
import { open, type Entry, type ZipFile } from 'yauzl';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, mostMembers } from '../limits.ts';
import type { Member } from './open-source.ts';

const encrypted = 0x1;

/**
 * The files inside a zip, in name order: without directories, hidden files and the resource forks of macOS.
 *
 * @throws IntakeError `source_damaged`, `source_limits`, `archive_encrypted`, `file_empty`
 */
export async function listZipMembers(path: string): Promise<Member[]> {
  const members: Member[] = [];
  let entries = 0;
  for await (const { entry } of zipEntries(path)) {
    if (++entries > mostMembers) throw beyondLimit(`the zip has more than ${mostMembers} members`);
    const name = entry.fileName;
    if (/(^|\/)(\.|__MACOSX\/)/.test(name) || name.endsWith('/')) continue;
    if ((entry.generalPurposeBitFlag & encrypted) !== 0)
      throw new IntakeError('archive_encrypted', 'the zip is protected by a password');
    members.push({ name, bytes: entry.uncompressedSize });
  }
  if (members.length === 0) throw new IntakeError('file_empty', 'the zip holds no file');
  return members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The uncompressed bytes of one member. */
export async function* readZipMember(
  path: string,
  name: string,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const { zip, entry } of zipEntries(path)) {
    if (entry.fileName !== name) continue;
    const stream = await openEntry(zip, entry);
    let bytesRead = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        bytesRead += chunk.length;
        progress?.(bytesRead);
        yield chunk;
      }
    } catch (cause) {
      throw new IntakeError('compression_damaged', 'a member of the zip is damaged', { cause });
    } finally {
      stream.destroy();
    }
    return;
  }
  throw new IntakeError('source_changed', 'a member of the zip is missing');
}

async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) resolve(stream);
      else reject(new IntakeError('compression_damaged', 'a member of the zip cannot be read', { cause: error }));
    });
  });
}

async function* zipEntries(path: string): AsyncGenerator<{ zip: ZipFile; entry: Entry }> {
  let zip: ZipFile | undefined;
  try {
    zip = await openZip(path);
    for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) yield { zip, entry };
  } catch (cause) {
    if (cause instanceof IntakeError) throw cause;
    throw new IntakeError('source_damaged', 'the zip directory cannot be read', { cause });
  } finally {
    zip?.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

async function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
    zip.once('entry', resolve);
    zip.once('end', () => {
      resolve(undefined);
    });
    zip.once('error', reject);
    zip.readEntry();
  });
}
