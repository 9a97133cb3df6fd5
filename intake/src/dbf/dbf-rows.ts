import type { Part } from '../bytes/parts.ts';
import { IntakeError } from '../intake-error.ts';
import type { DescribeOptions, Row, SourceDescription, TableDescription } from '../source.ts';
import { surveyBytes } from '../text/byte-survey.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import { rowsAtOnce } from '../records/rows-at-once.ts';

type Field = { readonly name: string; readonly type: string; readonly from: number; readonly length: number };
type Header = {
  readonly bytes: number;
  readonly recordBytes: number;
  readonly fields: readonly Field[];
  readonly page: number;
};

const versions = [0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0x8c, 0xcb, 0xf5, 0xfb];
/** Supported encodings by the language driver byte. */
const pages: Readonly<Record<number, string>> = {
  0x02: 'ibm850',
  0x03: 'windows-1252',
  0x04: 'macintosh',
  0x14: 'ibm850',
  0x57: 'windows-1252',
  0x58: 'windows-1252',
  0x59: 'windows-1252',
};
/** Field types whose values are in another file: memos, pictures, objects. */
const elsewhere = 'MGP';

export function isDbf(head: Buffer): boolean {
  return readHeader(head) !== undefined;
}

/** @throws IntakeError `file_empty` */
export async function describeDbf(part: Part, options: DescribeOptions): Promise<TableDescription[]> {
  const header = await headerOf(part);
  const survey = await surveyBytes(part.read(), 64 * 1024 * 1024);
  const detected = detectEncoding({ ...survey, head: { ...survey.head, bytes: Buffer.from('x') } });
  const encoding = options.encoding ?? pages[header.page] ?? (detected === 'utf-8' ? 'ibm850' : detected);
  const columns = header.fields.map(({ name }) => name);
  if (columns.length === 0) throw new IntakeError('file_empty', 'the dBase file has no field');
  const memos = header.fields.some(({ type }) => elsewhere.includes(type));
  return [{ format: 'dbf', encoding, header: true, columns, ...(memos && { doubts: ['layout_inferred'] }) }];
}

/** The records of a dBase or FoxPro table, including deleted ones, which have leaked too. */
export async function* dbfRows(
  part: Part,
  description: SourceDescription,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<Row[]> {
  const header = await headerOf(part);
  const decode = makeTextDecoder(description.encoding);
  let carried = Buffer.alloc(0);
  let toSkip = header.bytes;
  let number = 1;
  let rows: Row[] = [];
  for await (const chunk of part.read(progress)) {
    const bytes = Buffer.concat([carried, chunk.subarray(Math.min(toSkip, chunk.length))]);
    toSkip = Math.max(0, toSkip - chunk.length);
    let from = 0;
    for (; from + header.recordBytes <= bytes.length; from += header.recordBytes) {
      const record = bytes.subarray(from, from + header.recordBytes);
      if (record[0] === 0x1a) break;
      rows.push({ ok: true, number: number++, cells: header.fields.map((field) => fieldText(record, field, decode)) });
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
    carried = Buffer.from(bytes.subarray(from));
  }
  if (carried.length > 1 && carried[0] !== 0x1a) rows.push({ ok: false, number, code: 'too_few_cells', raw: carried });
  if (rows.length > 0) yield rows;
}

async function headerOf(part: Part): Promise<Header> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of part.read()) {
    chunks.push(Uint8Array.from(chunk));
    bytes += chunk.length;
    if (bytes >= 64 * 1024) break;
  }
  const header = readHeader(Buffer.concat(chunks));
  if (header === undefined) throw new IntakeError('source_changed', 'the file is not a dBase table any more');
  return header;
}

/** Reads a header and checks that its sizes match its fields, since other files may start with the same bytes. */
function readHeader(head: Buffer): Header | undefined {
  if (head.length < 65 || !versions.includes(head[0] ?? 0)) return undefined;
  const [month = 0, day = 0] = [head[2], head[3]];
  const bytes = head.readUInt16LE(8);
  const recordBytes = head.readUInt16LE(10);
  if (month > 12 || day > 31 || bytes < 65 || recordBytes < 2) return undefined;
  const fields: Field[] = [];
  let from = 1;
  for (let place = 32; place + 32 <= Math.min(head.length, bytes) && head[place] !== 0x0d; place += 32) {
    const name = (head.toString('latin1', place, place + 11).split('\0')[0] ?? '').trim();
    const type = String.fromCharCode(head[place + 11] ?? 0);
    const low = head[place + 16] ?? 0;
    // Clipper stores the second byte of a long text's length in the byte for decimals.
    const length = type === 'C' ? low + 256 * (head[place + 17] ?? 0) : low;
    if (!/^[A-Z0-9_]+$/i.test(name) || !/[A-Z0+@]/.test(type) || length === 0) return undefined;
    fields.push({ name, type, from, length });
    from += length;
  }
  return from === recordBytes && fields.length > 0 ? { bytes, recordBytes, fields, page: head[29] ?? 0 } : undefined;
}

function fieldText(record: Buffer, { type, from, length }: Field, decode: (bytes: Buffer) => string): string {
  const bytes = record.subarray(from, from + length);
  if (type === 'I' && length === 4) return String(bytes.readInt32LE());
  if ((type === 'B' || type === 'O') && length === 8) return String(bytes.readDoubleLE());
  if (type === 'Y' && length === 8) return String(Number(bytes.readBigInt64LE()) / 10_000);
  if (type === 'T' && length === 8) return julianDay(bytes.readInt32LE());
  if (type === '0' || elsewhere.includes(type)) return '';
  return decode(bytes).replaceAll('\0', '').trim();
}

function julianDay(day: number): string {
  if (day <= 0) return '';
  const date = new Date((day - 2_440_588) * 86_400_000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
