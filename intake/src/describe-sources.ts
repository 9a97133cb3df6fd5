import { openParts } from './bytes/open-parts.ts';
import { readPartHead, type Part } from './bytes/parts.ts';
import { officeKind } from './bytes/office.ts';
import { IntakeError } from './intake-error.ts';
import { describeText } from './describe-text.ts';
import { describeDbf, isDbf } from './dbf/dbf-rows.ts';
import { describeOds } from './ods/ods-rows.ts';
import { describeParquet } from './parquet/read-parquet.ts';
import { safeName } from './records/safe-names.ts';
import { refuseFormat, unsupported } from './refuse-format.ts';
import type {
  Compression,
  DescribeOptions,
  FileDescription,
  OmittedPart,
  SourceDescription,
  TableDescription,
} from './source.ts';
import { describeXlsx } from './xlsx/xlsx-rows.ts';

/**
 * Describes how to read every table of a file (members of archives, sheets, tables of dumps): encoding, format,
 * separator, header and columns. Whole texts are read once, because an accented letter, a name of a JSON object or a
 * SQL table may occur late. Unreadable parts are listed in `leftOut`.
 *
 * @param options the operator's settings, which are not guessed
 * @throws IntakeError `file_unreadable`, `file_empty`, `format_unsupported`, `format_unknown`, `compression_damaged`,
 *   `archive_encrypted`, `source_damaged`, `source_limits`, `table_unknown`, if no table of the file can be read
 */
export async function describeSources(path: string, options: DescribeOptions = {}): Promise<FileDescription> {
  const file = await openParts(path);
  const sources: SourceDescription[] = [];
  const leftOut: OmittedPart[] = [...file.leftOut];
  const failures: IntakeError[] = [];
  const names = file.parts.map(({ name }) => name);
  for (const [index, part] of file.parts.entries()) {
    const name = safeName(part.name, `member_${index + 1}`);
    if (options.member !== undefined && part.name !== options.member) {
      leftOut.push({ name, code: 'not_chosen', why: 'another member was selected' });
      continue;
    }
    try {
      const tables = await describePart(path, part, file.compression, options);
      const member = part.name === '' ? {} : { member: part.name };
      sources.push(...tables.map((table) => ({ compression: file.compression, ...member, ...table })));
    } catch (error) {
      if (!(error instanceof IntakeError) || error.code === 'source_limits') throw error;
      failures.push(error);
      leftOut.push({ name, code: error.code, why: error.message });
    }
  }
  if (options.member !== undefined && !names.includes(options.member))
    throw new IntakeError('table_unknown', `the archive has no member of that name; it has ${listed(names)}`);
  const chosen = options.table === undefined ? sources : sources.filter(({ table }) => table === options.table);
  if (chosen.length > 0) {
    const others = sources.filter((source) => !chosen.includes(source));
    const reasons = others.map((source) => ({
      name: sourceName(source),
      code: 'not_chosen',
      why: 'another table was selected',
    }));
    return { sources: chosen, leftOut: [...leftOut, ...reasons] };
  }
  if (sources.length > 0) throw noSuchTable(sources);
  throw failures[0] ?? new IntakeError('file_empty', 'the file contains nothing that can be read');
}

/**
 * The only table of a file.
 *
 * @throws IntakeError as `describeSources`, and `table_unknown` if there are several tables: select one
 */
export async function describeSource(path: string, options: DescribeOptions = {}): Promise<SourceDescription> {
  const { sources } = await describeSources(path, options);
  const [source] = sources;
  if (source !== undefined && sources.length === 1) return source;
  throw new IntakeError('table_unknown', `the file has several tables: ${listed(sources.map(sourceName))}`);
}

/** Display name of a table: the member and the table name, if they are set. */
export function sourceName({ member, table }: Pick<SourceDescription, 'member' | 'table'>): string {
  const parts = [member === undefined ? undefined : safeName(member, 'member'), table].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.join(' › ');
}

async function describePart(
  path: string,
  part: Part,
  compression: Compression,
  options: DescribeOptions,
): Promise<TableDescription[]> {
  if (part.archive !== undefined) {
    const kind = officeKind(part.archive);
    if (kind === 'xlsx') return describeXlsx(part.archive, options);
    if (kind === 'ods') return describeOds(part.archive, options);
    if (kind === 'xlsb') throw unsupported('Excel binary (xlsb)', 'open it in Excel and save it as xlsx');
    throw unsupported(kind ?? 'this package', 'save its tables as Excel (xlsx) or CSV');
  }
  const head = await readPartHead(part, 64 * 1024);
  if (head.length === 0) throw new IntakeError('file_empty', 'the file is empty');
  if (head.toString('latin1', 0, 4) === 'PAR1') {
    if (compression === 'none') return describeParquet(path);
    throw unsupported('Parquet inside gzip or an archive', 'extract it first');
  }
  refuseFormat(head.subarray(0, 0x8100));
  if (isDbf(head)) return describeDbf(part, options);
  return describeText(part, part.name === '' ? path : part.name, options);
}

function noSuchTable(sources: readonly SourceDescription[]): IntakeError {
  return new IntakeError(
    'table_unknown',
    `the file has no table of that name; it has ${listed(sources.map(sourceName))}`,
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name, index) => safeName(name, `member_${index + 1}`));
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}
