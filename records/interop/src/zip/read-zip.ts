import { inflateSync } from 'fflate';
import { InteropError } from '../interop-error.ts';
import { crc32 } from './crc32.ts';
import { readDirectory, type ZipEntry } from './zip-directory.ts';
import type { ZipLimits } from './zip-limits.ts';
import { pathOf } from './zip-path.ts';

/** The archive's files by path, in the order of its directory. Contents are unpacked when they are read. */
export interface ZipFiles {
  readonly paths: readonly string[];
  /** Unpacked bytes of a file. @throws InteropError `zip_damaged` also for a path that is not in `paths` */
  readonly read: (path: string) => Uint8Array;
}

/**
 * Opens a zip from outside. Sizes are verified before anything is unpacked, and no file may be in two places: paths are
 * different without regard to case, and the data of two entries do not overlap.
 *
 * @throws InteropError `zip_damaged`, `zip_limits`, `zip_encrypted`, `zip_unsupported`, `zip_unsafe`
 */
export function openZip(bytes: Uint8Array, limits: ZipLimits): ZipFiles {
  if (bytes.length > limits.bytes) throw beyond(`${limits.bytes} bytes`);
  const { entries, start } = readDirectory(bytes, limits);
  const files = new Map<string, ZipEntry & { readonly dataStart: number }>();
  const folded = new Set<string>();
  let unpacked = 0;
  for (const entry of entries) {
    const dataStart = findData(bytes, entry, start);
    unpacked += entry.unpacked;
    if (unpacked > limits.unpacked) throw beyond(`${limits.unpacked} unpacked bytes`);
    if (entry.unpacked > 65_536 && entry.unpacked > entry.packed * limits.ratio)
      throw beyond(`${limits.ratio} times its size when it is unpacked`);
    const path = pathOf(entry);
    if (path === null) continue;
    if (folded.has(path.toLowerCase())) throw new InteropError('zip_unsafe', 'two entries have one path');
    folded.add(path.toLowerCase());
    files.set(path, { ...entry, dataStart });
  }
  refuseOverlaps(entries, start);
  return {
    paths: [...files.keys()],
    read: (path) => {
      const file = files.get(path);
      if (file === undefined) throw new InteropError('zip_damaged', 'the archive has no file of that path');
      return unpack(bytes.subarray(file.dataStart, file.dataStart + file.packed), file);
    },
  };
}

function findData(bytes: Uint8Array, { rawName, offset, packed }: ZipEntry, directory: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + 30 > directory || view.getUint32(offset, true) !== 0x04034b50) throw damaged('an entry has no header');
  const nameLength = view.getUint16(offset + 26, true);
  const dataStart = offset + 30 + nameLength + view.getUint16(offset + 28, true);
  if (dataStart + packed > directory) throw damaged('an entry ends in the directory');
  const name = bytes.subarray(offset + 30, offset + 30 + nameLength);
  if (name.length !== rawName.length || name.some((byte, index) => byte !== rawName[index]))
    throw damaged('an entry has two names');
  return dataStart;
}

/** Entries that share data unpack a small archive to a large one. */
function refuseOverlaps(entries: readonly ZipEntry[], directory: number): void {
  const sorted = [...entries].sort((one, other) => one.offset - other.offset);
  for (const [index, { rawName, offset, packed }] of sorted.entries()) {
    const next = sorted[index + 1]?.offset ?? directory;
    if (offset + 30 + rawName.length + packed > next) throw damaged('two entries overlap');
  }
}

function unpack(packed: Uint8Array, { isDeflated, unpacked, crc }: ZipEntry): Uint8Array {
  const bytes = isDeflated ? inflate(packed, unpacked) : packed;
  if (bytes.length !== unpacked || crc32(bytes) !== crc) throw damaged('an entry does not have its size or checksum');
  return bytes;
}

/** One byte more than the stated size shows a longer entry without unpacking all of it. */
function inflate(packed: Uint8Array, unpacked: number): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(unpacked + 1) });
  } catch (cause) {
    throw new InteropError('zip_damaged', 'an entry cannot be unpacked', { cause });
  }
}

function damaged(what: string): InteropError {
  return new InteropError('zip_damaged', what);
}

function beyond(limit: string): InteropError {
  return new InteropError('zip_limits', `the archive has more than ${limit}`);
}
