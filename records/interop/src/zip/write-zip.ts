import { deflateSync } from 'fflate';
import { concat, utf8, type Bytes } from '@etanche/core-wire';
import { crc32 } from './crc32.ts';

interface ZipFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * A zip with these files in this order. The same arguments give the same bytes on every machine.
 *
 * @param time `YYYYMMDDhhmmss`, the time that all entries get
 */
export function writeZip(files: readonly ZipFile[], time: string): Bytes {
  const { date, clock } = dosTime(time);
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = utf8(path);
    const deflated = deflateSync(bytes, { level: 6 });
    const isDeflated = deflated.length < bytes.length;
    const data = isDeflated ? deflated : bytes;
    const common = fields(
      [2, 20],
      [2, 0],
      [2, isDeflated ? 8 : 0],
      [2, clock],
      [2, date],
      [4, crc32(bytes)],
      [4, data.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0],
    );
    const local = concat(fields([4, 0x04034b50]), common, name, data);
    // Version made by 20 on MS-DOS, so that there are no Unix modes; no comment, disk 0, no attributes.
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    directory.push(concat(fields([4, 0x02014b50], [2, 20]), common, rest, name));
    locals.push(local);
    offset += local.length;
  }
  const central = concat(...directory);
  const counts = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length]);
  return concat(...locals, central, counts, fields([4, central.length], [4, offset], [2, 0]));
}

/** Little-endian fields, each with its width in bytes. */
function fields(...list: readonly (readonly [width: 2 | 4, value: number])[]): Uint8Array {
  return Uint8Array.from(
    list.flatMap(([width, value]) => Array.from({ length: width }, (_byte, index) => (value >>> (8 * index)) & 0xff)),
  );
}

/** Date and time of MS-DOS (APPNOTE 4.4.6), which begin in 1980 and count in steps of two seconds. */
function dosTime(time: string): { date: number; clock: number } {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(time)?.slice(1).map(Number) ?? [];
  return {
    date: ((Math.max(year, 1980) - 1980) << 9) | (month << 5) | day,
    clock: (hour << 11) | (minute << 5) | (second >> 1),
  };
}
