import { InteropError } from '../interop-error.ts';
import type { ZipLimits } from './zip-limits.ts';

/** An entry as the central directory describes it. */
export interface ZipEntry {
  /** Name bytes as they are in the archive. */
  readonly rawName: Uint8Array;
  readonly isUtf8: boolean;
  readonly isDeflated: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Offset of the local header. */
  readonly offset: number;
}

const endLength = 22;
const entryLength = 46;

/**
 * The central directory of a zip (APPNOTE 4.3.12, 4.3.16). Its end is the last record whose comment reaches the end of
 * the file, so that no two readers can find two directories.
 *
 * @throws InteropError `zip_damaged`, `zip_limits`, `zip_encrypted`, `zip_unsupported`, `zip_unsafe`
 */
export function readDirectory(bytes: Uint8Array, limits: ZipLimits): { entries: ZipEntry[]; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const [disk, startDisk] = [view.getUint16(end + 4, true), view.getUint16(end + 6, true)];
  const [onDisk, count] = [view.getUint16(end + 8, true), view.getUint16(end + 10, true)];
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  const hasLocator = end >= 20 && view.getUint32(end - 20, true) === 0x07064b50;
  if (hasLocator || count === 0xffff || size === 0xffffffff || start === 0xffffffff)
    throw new InteropError('zip_unsupported', 'the archive is a zip64');
  if (disk !== 0 || startDisk !== 0 || onDisk !== count)
    throw new InteropError('zip_unsupported', 'the archive has several parts');
  if (count > limits.entries)
    throw new InteropError('zip_limits', `the archive has more than ${limits.entries} entries`);
  if (start + size !== end) throw damaged('the directory does not end where the archive says');
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + entryLength > end || view.getUint32(at, true) !== 0x02014b50) throw damaged('the directory is cut');
    const nameLength = view.getUint16(at + 28, true);
    const next = at + entryLength + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw damaged('the directory is cut');
    if (nameLength > limits.nameLength)
      throw new InteropError('zip_limits', `a path has more than ${limits.nameLength} bytes`);
    const rawName = bytes.subarray(at + entryLength, at + entryLength + nameLength);
    entries.push(readEntry(view, at, rawName));
    at = next;
  }
  if (at !== end) throw damaged('the directory has more entries than the archive says');
  return { entries, start };
}

function readEntry(view: DataView, at: number, rawName: Uint8Array): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const [packed, unpacked] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
  const offset = view.getUint32(at + 42, true);
  // Bit 0: encrypted; 6: strong encryption; 13: the directory itself is encrypted (APPNOTE 4.4.4).
  if ((flags & 0x2041) !== 0) throw new InteropError('zip_encrypted', 'an entry is encrypted');
  if (method !== 0 && method !== 8)
    throw new InteropError('zip_unsupported', `an entry is packed with the method ${method}`);
  if (packed === 0xffffffff || unpacked === 0xffffffff || offset === 0xffffffff)
    throw new InteropError('zip_unsupported', 'the archive is a zip64');
  if (method === 0 && packed !== unpacked) throw damaged('an entry that is not packed has two sizes');
  // Made on Unix: the upper half of the external attributes is a file mode (APPNOTE 4.4.2.2).
  const mode = view.getUint8(at + 5) === 3 ? view.getUint16(at + 40, true) & 0xf000 : 0;
  if (mode !== 0 && mode !== 0x8000 && mode !== 0x4000)
    throw new InteropError('zip_unsafe', 'an entry is a link or a device');
  return {
    rawName,
    isUtf8: (flags & 0x0800) !== 0,
    isDeflated: method === 8,
    crc: view.getUint32(at + 16, true),
    packed,
    unpacked,
    offset,
  };
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let at = view.byteLength - endLength; at >= first; at -= 1) {
    const isEnd = view.getUint32(at, true) === 0x06054b50;
    if (isEnd && at + endLength + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw damaged('the archive has no directory');
}

function damaged(what: string): InteropError {
  return new InteropError('zip_damaged', what);
}
