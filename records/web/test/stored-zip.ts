import { crc32 } from 'node:zlib';
import { concat, utf8 } from '@etanche/core-wire';

/** A zip whose files are stored as they are, with the bytes that a test wants and no time. */
export function storedZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, bytes] of Object.entries(files)) {
    const name = utf8(path);
    const common = concat(
      numbers(2, 20, 0, 0, 0, 0x21),
      numbers(4, crc32(bytes), bytes.length, bytes.length),
      numbers(2, name.length, 0),
    );
    const local = concat(numbers(4, 0x04034b50), common, name, bytes);
    directory.push(
      concat(numbers(4, 0x02014b50), numbers(2, 20), common, numbers(2, 0, 0, 0), numbers(4, 0, offset), name),
    );
    locals.push(local);
    offset += local.length;
  }
  const listed = concat(...directory);
  const count = directory.length;
  const end = concat(
    numbers(4, 0x06054b50),
    numbers(2, 0, 0, count, count),
    numbers(4, listed.length, offset),
    numbers(2, 0),
  );
  return Uint8Array.from(concat(...locals, listed, end));
}

function numbers(size: 2 | 4, ...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (const [i, value] of values.entries())
    if (size === 2) view.setUint16(i * 2, value, true);
    else view.setUint32(i * 4, value, true);
  return new Uint8Array(view.buffer);
}
