import { promisify } from 'node:util';
import { fromBuffer, open, type Entry, type Options, type ZipFile } from 'yauzl';
import { ImportError } from '../import-error.ts';

/** A file of an archive. `body` is read before the next member is requested, or not at all. */
type ZipMember = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };

/** Greatest ratio of expanded to compressed size. Health data in JSON or XML compress to about a tenth. */
const mostRatio = 500;
const options: Options = { lazyEntries: true, autoClose: false };
const openPath = promisify<string, Options, ZipFile>(open);
const openBytes = promisify<Buffer, Options, ZipFile>(fromBuffer);

/**
 * Yields the files of a zip archive, without folders.
 *
 * @throws ImportError `source_unreadable` for a damaged or encrypted archive, `source_limits` for a zip bomb
 */
export async function* readZip(
  source: { readonly path: string } | { readonly bytes: Buffer },
): AsyncGenerator<ZipMember> {
  const opening = 'path' in source ? openPath(source.path, options) : openBytes(source.bytes, options);
  const zip = await opening.catch(throwDamaged);
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
    const removeListeners = (): void => {
      zip.off('entry', onEntry).off('end', onEnd).off('error', onError);
    };
    const onEntry = (entry: Entry): void => {
      removeListeners();
      resolve(entry);
    };
    const onEnd = (): void => {
      removeListeners();
      resolve(null);
    };
    const onError = (cause: Error): void => {
      removeListeners();
      reject(cause);
    };
    zip.on('entry', onEntry).on('end', onEnd).on('error', onError);
    zip.readEntry();
  }).catch(throwDamaged);
}

async function* bodyOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if ((entry.generalPurposeBitFlag & 1) !== 0)
    throw new ImportError('source_unreadable', 'the zip archive is encrypted');
  if (entry.uncompressedSize > mostRatio * (entry.compressedSize + 1024)) {
    throw new ImportError('source_limits', `a member of the zip archive expands more than ${mostRatio} times`);
  }
  const stream = await promisify<Entry, AsyncIterable<Uint8Array>>(zip.openReadStream.bind(zip))(entry).catch(
    throwDamaged,
  );
  yield* stream;
}

function throwDamaged(cause: unknown): never {
  throw new ImportError('source_unreadable', 'the zip archive is damaged', { cause });
}
