import type { Readable } from 'node:stream';
import { fromBuffer, open, type Entry, type ZipFile } from 'yauzl';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, mostMembers } from '../limits.ts';

export type Member = { readonly name: string; readonly bytes: number };

/** A zip on disk, or in memory if it is a member of another archive. */
export type ZipSource = string | Buffer;

export type ZipArchive = {
  readonly members: readonly Member[];
  readonly read: (name: string, progress?: (bytesRead: number) => void) => AsyncIterable<Uint8Array>;
};

const encrypted = 0x1;

/**
 * The files inside a zip, ordered by name, without directories, hidden files and resource forks of macOS.
 *
 * @throws IntakeError `source_damaged`, `source_limits`, `archive_encrypted`, `file_empty`
 */
export async function openZipArchive(source: ZipSource): Promise<ZipArchive> {
  const members: Member[] = [];
  let entries = 0;
  for await (const { entry } of zipEntries(source)) {
    if (++entries > mostMembers) throw beyondLimit(`the zip has more than ${mostMembers} members`);
    const name = entry.fileName;
    if (/(^|\/)(\.|__MACOSX\/)/.test(name) || name.endsWith('/')) continue;
    if ((entry.generalPurposeBitFlag & encrypted) !== 0)
      throw new IntakeError('archive_encrypted', 'the zip has a password: extract it on an encrypted disk');
    members.push({ name, bytes: entry.uncompressedSize });
  }
  if (members.length === 0) throw new IntakeError('file_empty', 'the zip contains no file');
  members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { members, read: (name, progress) => readZipMember(source, name, progress) };
}

/** The uncompressed bytes of one member. */
async function* readZipMember(
  source: ZipSource,
  name: string,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const { zip, entry } of zipEntries(source)) {
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

async function* zipEntries(source: ZipSource): AsyncGenerator<{ zip: ZipFile; entry: Entry }> {
  let zip: ZipFile | undefined;
  try {
    zip = await openZip(source);
    for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) yield { zip, entry };
  } catch (cause) {
    if (cause instanceof IntakeError) throw cause;
    throw new IntakeError('source_damaged', 'the zip directory cannot be read', { cause });
  } finally {
    zip?.close();
  }
}

async function openZip(source: ZipSource): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | null, zip: ZipFile): void => {
      if (error === null) resolve(zip);
      else reject(error);
    };
    const options = { lazyEntries: true, autoClose: false };
    if (typeof source === 'string') open(source, options, opened);
    else fromBuffer(source, options, opened);
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
