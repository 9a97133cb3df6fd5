import { promisify } from 'node:util';
import { fromBuffer, open, type Entry, type Options, type ZipFile } from 'yauzl';
import { ImportError } from '../import-error.ts';

/** A file of an archive. `body` is read before the next member is asked for, or skipped. */
type ZipMember = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };

/** Health data as JSON or XML compresses to about a tenth. A member that grows five hundredfold is a bomb. */
const mostRatio = 500;
const options: Options = { lazyEntries: true, autoClose: false };
const openPath = promisify<string, Options, ZipFile>(open);
const openBytes = promisify<Buffer, Options, ZipFile>(fromBuffer);

/**
 * The files of a zip archive, folders left out.
 *
 * @throws ImportError `source_unreadable` for a damaged or encrypted archive, `source_limits` for a bomb
 */
export async function* readZip(
  source: { readonly path: string } | { readonly bytes: Buffer },
): AsyncGenerator<ZipMember> {
  const zip = await ('path' in source ? openPath(source.path, options) : openBytes(source.bytes, options)).catch(
    damaged,
  );
  try {
    for (let entry = await nextEntry(zip); entry !== null; entry = await nextEntry(zip)) {
      if (!entry.fileName.endsWith('/')) yield { name: entry.fileName, body: bodyOf(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise<Entry | null>((resolve, reject) => {
    const settle = (): void => {
      zip.off('entry', found).off('end', ended).off('error', failed);
    };
    const found = (entry: Entry): void => {
      settle();
      resolve(entry);
    };
    const ended = (): void => {
      settle();
      resolve(null);
    };
    const failed = (cause: Error): void => {
      settle();
      reject(cause);
    };
    zip.on('entry', found).on('end', ended).on('error', failed);
    zip.readEntry();
  }).catch(damaged);
}

async function* bodyOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if ((entry.generalPurposeBitFlag & 1) !== 0)
    throw new ImportError('source_unreadable', 'the zip archive is encrypted');
  if (entry.uncompressedSize > mostRatio * (entry.compressedSize + 1024)) {
    throw new ImportError('source_limits', `a member of the zip archive expands more than ${mostRatio} times`);
  }
  const stream = await promisify<Entry, AsyncIterable<Uint8Array>>(zip.openReadStream.bind(zip))(entry).catch(damaged);
  yield* stream;
}

function damaged(cause: unknown): never {
  throw new ImportError('source_unreadable', 'the zip archive is damaged', { cause });
}
