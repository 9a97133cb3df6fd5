import { fromUtf8, ProtocolError } from '@etanche/core-wire';
import { ImportError } from '../import-error.ts';
import { ByteReader } from './byte-reader.ts';

const BLOCK = 512;
/** Maximum length of an extended header. A path has at most 4 kB. */
const mostHeaderBytes = 64 * 1024;

/** A file of an archive. Requesting the next member skips the unread rest of `body`. */
type TarMember = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };

/**
 * Yields the files of a tar archive (POSIX.1-2017, pax and ustar; long names of GNU tar). Folders, links and devices
 * are skipped.
 *
 * @throws ImportError `source_unreadable`
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const reader = new ByteReader(chunks);
  let longName: string | null = null;
  for (;;) {
    const header = await reader.read(BLOCK);
    if (header === null || header.every((byte) => byte === 0)) return;
    const { name, size, type } = parseHeader(header);
    if (type === 'x' || type === 'L') {
      longName = await readLongName(reader, type, size);
      continue;
    }
    const body = new Body(reader, size);
    if (type === '0') yield { name: longName ?? name, body };
    await body.skip();
    longName = null;
  }
}

/** The bytes of one member, and the padding after them. */
class Body implements AsyncIterable<Uint8Array> {
  readonly #reader: ByteReader;
  #left: number;
  #padding: number;

  constructor(reader: ByteReader, size: number) {
    this.#reader = reader;
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) yield await this.#next();
  }

  async skip(): Promise<void> {
    while (this.#left > 0) await this.#next();
    if (this.#padding > 0) await this.#reader.read(this.#padding);
    this.#padding = 0;
  }

  async #next(): Promise<Uint8Array> {
    const part = await this.#reader.readSome(this.#left);
    if (part === null) throw new ImportError('source_unreadable', `archive ends ${this.#left} bytes too early`);
    this.#left -= part.length;
    return part;
  }
}

function parseHeader(header: Uint8Array): { name: string; size: number; type: string } {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header.subarray(148, 156))) {
    throw new ImportError('source_unreadable', 'archive has a header whose checksum is wrong');
  }
  const prefix = text(header.subarray(345, 500));
  const short = text(header.subarray(0, 100));
  const isUstar = text(header.subarray(257, 262)) === 'ustar';
  const type = String.fromCharCode(header[156] ?? 0);
  return {
    name: isUstar && prefix !== '' ? `${prefix}/${short}` : short,
    size: octal(header.subarray(124, 136)),
    type: type === '\0' ? '0' : type,
  };
}

async function readLongName(reader: ByteReader, type: 'x' | 'L', size: number): Promise<string | null> {
  if (size > mostHeaderBytes) throw new ImportError('source_unreadable', `extended header of ${size} bytes`);
  const padded = (await reader.read(Math.ceil(size / BLOCK) * BLOCK)) ?? new Uint8Array();
  const content = decode(padded.subarray(0, size));
  if (type === 'L') return content.replace(/\0+$/, '');
  // pax: "<length> path=<value>\n". A size in this header means a file over 8 GiB, which cannot be a bundle.
  if (/(?:^|\n)\d+ size=/.test(content)) throw new ImportError('source_unreadable', 'archive has a file over 8 GiB');
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content)?.[1] ?? null;
}

function octal(field: Uint8Array): number {
  const digits = text(field).trim();
  if (!/^[0-7]{1,12}$/.test(digits)) throw new ImportError('source_unreadable', 'archive has a malformed number');
  return Number.parseInt(digits, 8);
}

/** Text up to the first NUL. */
function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return decode(end === -1 ? field : field.subarray(0, end));
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    // An archive from before UTF-8. Names are only displayed.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
