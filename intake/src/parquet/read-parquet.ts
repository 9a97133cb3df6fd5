import { open, type FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  snappyUncompress,
  type Compressors,
  type FileMetaData,
} from 'hyparquet';
import { IntakeError } from '../intake-error.ts';
import {
  beyondLimit,
  limitColumns,
  longestParquetPage,
  mostColumns,
  mostParquetCells,
  mostParquetReads,
} from '../limits.ts';
import { badRow, makeAligner } from '../records/align-record.ts';
import { collectColumns } from '../records/collect-columns.ts';
import { flattenRecord, type FlatRecord } from '../records/flatten-record.ts';
import type { Row, SourceDescription, TableDescription } from '../source.ts';

/** All common codecs except LZ4. A page must have the size in its header, else the file is damaged. */
const compressors: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(pageBytes(length));
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: pageBytes(length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: pageBytes(length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: pageBytes(length) }),
};

function pageBytes(length: number): number {
  if (length > longestParquetPage)
    throw beyondLimit(`a page of the Parquet file is larger than ${longestParquetPage / 1024 / 1024} MiB`);
  return Math.max(1, length);
}

/**
 * Reading a part of a row group decodes the parts before it too, and a million rows at once take gigabytes. Eight parts
 * limit both costs; wide rows are read in more parts.
 */
const partsOfGroup = 8;
const smallestRead = 10_000;
const columnRows = 1_000_000;

/** @throws IntakeError `source_damaged`, `source_limits`, `format_unsupported`, `file_empty`, `file_unreadable` */
export async function describeParquet(path: string): Promise<TableDescription[]> {
  const columns = (await flatColumns(path)) ?? (await collectColumns(parquetRecords(path), columnRows));
  if (columns.length === 0) throw new IntakeError('file_empty', 'the Parquet file contains no row');
  limitColumns(columns);
  return [{ format: 'parquet', encoding: 'binary', header: true, columns }];
}

/** The names in the schema, if no column is nested; names of nested columns depend on the rows. */
async function flatColumns(path: string): Promise<string[] | undefined> {
  await using parquet = await openParquet(path);
  const [, ...elements] = parquet.metadata.schema;
  if (elements.some((element) => (element.num_children ?? 0) > 0 || element.repetition_type === 'REPEATED')) return;
  return Number(parquet.metadata.num_rows) === 0 ? [] : elements.map(({ name }) => name);
}

/** Rows of a Parquet file. At most an eighth of a row group, or 10,000 rows, are in memory. */
export async function* parquetRows(
  path: string,
  description: SourceDescription,
  progress: (share: number) => void,
): AsyncGenerator<Row[]> {
  const align = makeAligner(description.columns);
  let number = 1;
  for await (const records of parquetRecords(path, progress)) {
    yield records.map((record) => {
      const row = align(record, number);
      number++;
      return row.ok ? row : badRow(row.number, row.code, Object.fromEntries(record));
    });
  }
}

async function* parquetRecords(path: string, progress?: (share: number) => void): AsyncGenerator<FlatRecord[]> {
  await using parquet = await openParquet(path);
  const { file, metadata } = parquet;
  for (const { rowStart, rowEnd } of readSpans(metadata)) {
    const span = { file, metadata, compressors, rowStart, rowEnd, useOffsetIndex: true };
    const objects = await guarded(() => parquetReadObjects(span));
    progress?.(rowEnd / Number(metadata.num_rows));
    yield objects.map((object) => flattenRecord(object));
  }
}

type OpenParquet = AsyncDisposable & { readonly file: AsyncBuffer; readonly metadata: FileMetaData };

async function openParquet(path: string): Promise<OpenParquet> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new IntakeError('file_unreadable', 'the file cannot be opened', { cause });
  });
  try {
    const file = await asAsyncBuffer(handle);
    const metadata = await guarded(() => parquetMetadataAsync(file));
    refuseCodecs(metadata);
    if (leafColumns(metadata) > mostColumns) throw beyondLimit(`the source has more than ${mostColumns} columns`);
    return { file, metadata, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Row groups; large ones in up to eight parts. */
function readSpans(metadata: FileMetaData): { rowStart: number; rowEnd: number }[] {
  const spans: { rowStart: number; rowEnd: number }[] = [];
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    const widest = Math.max(1, Math.floor(mostParquetCells / leafColumns(metadata)));
    const step = Math.min(widest, Math.max(smallestRead, Math.ceil((groupEnd - groupStart) / partsOfGroup)));
    if (groupEnd - groupStart > step * mostParquetReads)
      throw beyondLimit('a row group of the Parquet file is too large to be read in parts');
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += step)
      spans.push({ rowStart, rowEnd: Math.min(groupEnd, rowStart + step) });
    groupStart = groupEnd;
  }
  return spans;
}

function leafColumns(metadata: FileMetaData): number {
  return Math.max(1, metadata.schema.filter((element) => (element.num_children ?? 0) === 0).length);
}

async function asAsyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size: byteLength } = await handle.stat();
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      const to = Math.min(end, byteLength);
      if (start < 0 || start > to)
        throw new IntakeError('source_damaged', 'the Parquet file refers to bytes beyond its end');
      const bytes = new Uint8Array(to - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer.slice(0, bytesRead);
    },
  };
}

function refuseCodecs(metadata: FileMetaData): void {
  const codecs = metadata.row_groups.flatMap(({ columns }) => columns.map((column) => column.meta_data?.codec));
  const unknown = codecs.find(
    (codec) => codec !== undefined && !['UNCOMPRESSED', ...Object.keys(compressors)].includes(codec),
  );
  if (unknown !== undefined)
    throw new IntakeError('format_unsupported', `Parquet compression ${unknown} is not supported`);
}

/** hyparquet's messages may quote bytes of the file, so they go into `cause`, which is never shown. */
async function guarded<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof IntakeError) throw cause;
    throw new IntakeError('source_damaged', 'the Parquet file is damaged', { cause });
  }
}
