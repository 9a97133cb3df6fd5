import { columnNames, sniffHeader } from '../csv/sniff-header.ts';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, limitColumns } from '../limits.ts';
import { collectColumns } from '../records/collect-columns.ts';
import { flattenRecord, scalarText } from '../records/flatten-record.ts';
import type { Compression, DescribeOptions, SourceDescription } from '../source.ts';
import { parseJson, type JsonLayout, type JsonRecord } from './parse-json.ts';
import { findElements } from './split-json.ts';

/** Records whose names are collected; a name that first appears later makes a bad row, not a lost cell. */
const recordsRead = 1_000_000;

/**
 * @param head the first bytes of the text
 * @param chunks all of them
 * @throws IntakeError `file_empty`, `source_damaged`, `source_limits`, `table_unknown`
 */
export async function describeJson(
  head: Buffer,
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  compression: Compression,
  options: DescribeOptions,
): Promise<SourceDescription> {
  const layout = sniffLayout(head, encoding, options);
  const records = readAhead(parseJson(chunks, layout));
  const first = await records.first();
  if (first === undefined)
    throw records.tooLong()
      ? beyondLimit('every JSON record is longer than what can be read')
      : new IntakeError('file_empty', 'the file holds no record');
  const base = { ...layout, compression };
  if (Array.isArray(first.value)) {
    const rows = (await records.some(300)).map((value) => arrayCells(value));
    const header = options.header ?? sniffHeader(rows);
    const width = Math.max(...rows.map((cells) => cells.length));
    const columns = columnNames(header ? rows[0] : undefined, width);
    limitColumns(columns);
    return { ...base, header, columns };
  }
  return { ...base, header: true, columns: await collectColumns(records.flat(), recordsRead) };
}

/** The cells of a record that is an array. */
export function arrayCells(value: object): string[] {
  return Array.isArray(value) ? (value as readonly unknown[]).map((item) => cellText(item)) : [];
}

function cellText(item: unknown): string {
  if (typeof item !== 'object' || item === null) return scalarText(item);
  return [...flattenRecord(item).values()].filter((text) => text !== '').join('; ');
}

/** A dump that names each record by its id is one record with as many names as the dump has people. */
const keyedById = 'records under their ids must first be written as an array, or one on a line';

function sniffLayout(head: Buffer, encoding: string, options: DescribeOptions): JsonLayout {
  if (isLines(head)) return { format: 'ndjson', encoding };
  const { from, property } = findElements(head, head.length, options.table);
  if (from < 0 && options.table !== undefined)
    throw new IntakeError('table_unknown', 'the file has no array under that name');
  if (from < 0) throw new IntakeError('source_damaged', `the JSON holds no array of records; ${keyedById}`);
  return { format: 'json', encoding, ...(property !== undefined && { table: property }) };
}

/** One whole JSON value on the first line, and another on the next; a single line is no list unless it has no array. */
function isLines(head: Buffer): boolean {
  const [first = '', second = ''] = head
    .toString('latin1', 0, 256 * 1024)
    .trimStart()
    .split(/\r?\n/, 2);
  if (!/^[{[]/.test(first) || (second.trim() === '' && findElements(head, head.length, undefined).from !== -2))
    return false;
  try {
    JSON.parse(first);
    return /^\s*([{[]|$)/.test(second);
  } catch {
    return false;
  }
}

/** The good records of a source, of which the first ones can be looked at before the rest is read. */
function readAhead(batches: AsyncGenerator<JsonRecord[]>) {
  const held: object[] = [];
  let tooLong = false;
  const more = async (): Promise<boolean> => {
    const next = await batches.next();
    if (next.done === true) return false;
    for (const record of next.value) {
      if (record.ok) held.push(record.value);
      else if (record.code === 'record_too_long') tooLong = true;
    }
    return true;
  };
  return {
    /** A record that was passed over exceeds what can be read. */
    tooLong: (): boolean => tooLong,
    first: async (): Promise<{ value: object } | undefined> => {
      while (held.length === 0 && (await more()));
      return held[0] === undefined ? undefined : { value: held[0] };
    },
    some: async (count: number): Promise<object[]> => {
      while (held.length < count && (await more()));
      await batches.return(undefined);
      return held.slice(0, count);
    },
    flat: async function* () {
      do yield held.splice(0).map((value) => flattenRecord(value));
      while (await more());
    },
  };
}
