import { columnNames, sniffHeader } from '../csv/sniff-header.ts';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, limitColumns } from '../limits.ts';
import { collectColumns } from '../records/collect-columns.ts';
import { flattenRecord, scalarText } from '../records/flatten-record.ts';
import type { DescribeOptions, TableDescription } from '../source.ts';
import { safeNames } from '../tables/describe-tables.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { sniffOrientation } from './column-records.ts';
import type { JsonRecord } from './json-record.ts';
import { parseJson, type JsonLayout } from './parse-json.ts';
import { findRecordPaths, rolesOf, type RecordPath } from './record-paths.ts';
import { parseRelaxed } from './relaxed-json.ts';
import { unfoldRecord } from './unfold-record.ts';

/**
 * Number of records whose names are collected; a record with a later new name becomes a bad row, so no cell is lost.
 */
const recordsRead = 1_000_000;

/** True if a text starts like JSON, or like a script that assigns JSON or passes it to a function. */
export function looksLikeJson(text: string): boolean {
  const bare = text.replace(
    /^(?:\s|;|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n|export\s+default\s|(?:(?:var|let|const)\s+)?[\w.$]+(?:\[['"\w]+\])?\s*=\s*(?=[[{])|[\w.$]+\s*\((?=\s*[[{]))+/,
    '',
  );
  return /^\[\s*(?:[[{"'\]\d-]|$)/.test(bare) || /^\{\s*(?:["'}\]{[]|[\w$]+\s*:|$)/.test(bare);
}

/**
 * Describes every list of records in a document, or the sequence of documents.
 *
 * @param head the first bytes of the text
 * @param chunks returns all chunks at every call
 * @throws IntakeError `file_empty`, `source_damaged`, `source_limits`, `format_unsupported`
 */
export async function describeJson(
  head: Buffer,
  chunks: () => AsyncIterable<Uint8Array>,
  encoding: string,
  options: DescribeOptions,
): Promise<TableDescription[]> {
  const described: TableDescription[] = [];
  for (const layout of sniffLayouts(head, encoding)) {
    const one = await describeLayout(layout, chunks(), options);
    // A list after the first bytes is not detected: the operator has to confirm that these are all lists.
    const isSeen = head.length < sampledBytes || layout.format === 'ndjson' || layout.path[0] === '*';
    if (one !== undefined) described.push(isSeen ? one : { ...one, doubts: ['layout_inferred'] });
  }
  if (described.length === 0) throw new IntakeError('file_empty', 'the file contains no record');
  return described;
}

async function describeLayout(
  layout: JsonLayout,
  chunks: AsyncIterable<Uint8Array>,
  options: DescribeOptions,
): Promise<TableDescription | undefined> {
  const records = readAhead(parseJson(chunks, layout));
  const first = await records.first();
  if (first === undefined) {
    if (records.tooLong()) throw beyondLimit('every JSON record exceeds the supported length');
    return undefined;
  }
  const { format, path, orientation } = layout;
  const table = tableOf(format, path);
  const base = {
    ...{ format, encoding: layout.encoding },
    ...(table !== undefined && { table }),
    ...(orientation !== undefined && { orientation }),
  };
  if (Array.isArray(first.value)) {
    const rows = (await records.some(300)).map((value) => arrayCells(value));
    const header = options.header ?? sniffHeader(rows);
    const width = Math.max(...rows.map((cells) => cells.length));
    const columns = columnNames(header ? rows[0] : undefined, width);
    limitColumns(columns);
    return { ...base, header, columns };
  }
  const columns = await collectColumns(records.flat(), recordsRead);
  return { ...base, header: true, columns: safeNames(columns) };
}

/** The cells of a record that is an array. */
export function arrayCells(value: object): string[] {
  return Array.isArray(value) ? (value as readonly unknown[]).map((item) => cellText(item)) : [];
}

function cellText(item: unknown): string {
  if (typeof item !== 'object' || item === null) return scalarText(item);
  return [...flattenRecord(item).values()].filter((text) => text !== '').join('; ');
}

/** The path of the records in a description; a final `*` is omitted. */
function tableOf(format: 'json' | 'ndjson', path: RecordPath): string | undefined {
  const usual = format === 'ndjson' ? path.length === 0 : path.length === 1 && path[0] === '*';
  if (usual) return undefined;
  const shown = path.at(-1) === '*' ? path.slice(0, -1) : path;
  const text = shown.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  return path.length === 0 ? '/' : path.at(-1) === '*' ? text : `${text}/`;
}

/** The path of a description. */
export function pathOf(format: 'json' | 'ndjson', table: string | undefined): RecordPath {
  if (table === undefined) return format === 'ndjson' ? [] : ['*'];
  if (table === '/') return [];
  const isRecord = table.endsWith('/');
  const names = table
    .replace(/\/$/, '')
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return isRecord ? names : [...names.filter((name) => name !== ''), '*'];
}

function sniffLayouts(head: Buffer, encoding: string): JsonLayout[] {
  const isLines = isNdjson(head);
  const documents = isLines ? firstLines(head) : firstDocuments(head, encoding);
  const [only] = documents;
  const orientation = documents.length === 1 ? sniffOrientation(only) : undefined;
  if (orientation !== undefined) return [{ format: 'json', encoding, path: [], orientation }];
  const format = isLines ? 'ndjson' : 'json';
  if (documents.length === 1 && !isLines) {
    const paths = findRecordPaths(only);
    if (paths.length > 0) return paths.map((path) => ({ format, encoding, path }));
    if (typeof only === 'object' && only !== null && !Array.isArray(only) && rolesOf([unfoldRecord(only)]) > 0)
      return [{ format, encoding, path: [] }];
    throw new IntakeError('source_damaged', 'the JSON contains no list of records: write the records as a list');
  }
  return findRecordPaths(documents.map((document) => (isObject(document) ? unfoldRecord(document) : document))).map(
    (path) => ({
      format,
      encoding,
      path: path.slice(1),
    }),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** True if the first two lines are complete JSON values, or a single line is one record. */
function isNdjson(head: Buffer): boolean {
  const [first = '', second = ''] = head
    .toString('latin1', 0, 256 * 1024)
    .trimStart()
    .split(/\r?\n/, 2);
  if (!/^[{[]/.test(first)) return false;
  try {
    const value: unknown = JSON.parse(first);
    if (second.trim() === '')
      return (
        isObject(value) &&
        !Array.isArray(value) &&
        sniffOrientation(value) === undefined &&
        findRecordPaths(value).length === 0
      );
    return /^\s*[{[]/.test(second);
  } catch {
    return false;
  }
}

const sampledBytes = 512 * 1024;
const sampledDocuments = 50;

function firstLines(head: Buffer): unknown[] {
  const lines = head.toString('utf8', 0, sampledBytes).split(/\r?\n/, sampledDocuments);
  return lines.flatMap((line): unknown[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** The first documents of a text; the last one may be incomplete. */
function firstDocuments(head: Buffer, encoding: string): unknown[] {
  const text = makeTextDecoder(encoding)(head.subarray(0, sampledBytes));
  const documents: unknown[] = [];
  let from = text.search(/[[{]/);
  while (from !== -1 && documents.length < sampledDocuments) {
    try {
      const { value, end } = parseRelaxed(text.slice(from), true);
      documents.push(value);
      const next = text.slice(from + end).search(/[[{]/);
      from = next === -1 ? -1 : from + end + next;
    } catch {
      break;
    }
  }
  if (documents.length === 0) throw new IntakeError('source_damaged', 'the JSON is malformed from its beginning');
  return documents;
}

/** The readable records of a source; the first ones can be inspected before the rest is read. */
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
    /** True after a record was skipped because it is too long. */
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
