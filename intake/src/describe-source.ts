import { openSource, readHead, type OpenSource } from './bytes/open-source.ts';
import { describeCsv } from './csv/describe-csv.ts';
import { IntakeError } from './intake-error.ts';
import { describeJson } from './json/describe-json.ts';
import { describeParquet } from './parquet/read-parquet.ts';
import { refuseBinary, refuseFormat } from './refuse-format.ts';
import type { DescribeOptions, SourceDescription } from './source.ts';
import { describeSql, looksLikeSql } from './sql/describe-sql.ts';
import { surveyBytes } from './text/byte-survey.ts';
import { detectEncoding, isGuessed } from './text/detect-encoding.ts';
import { isReadableEncoding } from './text/encodings.ts';
import { headText } from './text/head-text.ts';
import { textChunks } from './text/text-chunks.ts';
import { isWorkbook } from './xlsx/workbook.ts';
import { describeXlsx } from './xlsx/xlsx-rows.ts';

/** Beyond this much text, a file that was all ASCII or UTF-8 is taken to remain so; stray cells are still read. */
const surveyedBytes = 4 * 1024 * 1024 * 1024;

/**
 * Says how to read a file: compression, encoding, format, separator, header, columns. The whole text is read once,
 * because one accented letter, one name of a JSON object or one SQL table may come late.
 *
 * @param options what the operator knows better; it is not guessed
 * @throws IntakeError `file_unreadable`, `file_empty`, `format_unsupported`, `format_unknown`, `compression_damaged`,
 *   `archive_encrypted`, `source_damaged`, `source_limits`, `table_unknown`
 */
export async function describeSource(path: string, options: DescribeOptions = {}): Promise<SourceDescription> {
  const { head } = await readHead(path, 16);
  refuseFormat(head);
  if (Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PAR1') return describeParquet(path);
  const source = await openSource(path);
  if (isWorkbook(source)) return describeXlsx(source, options);
  if (source.compression === 'zip') return describeZip(source, options);
  return describeText(source, '', options);
}

/** The largest member, and with it all those that can be read in the same way. */
async function describeZip(source: OpenSource, options: DescribeOptions): Promise<SourceDescription> {
  const bySize = source.members.toSorted((a, b) => b.bytes - a.bytes).map(({ name }) => name);
  const main = options.member ?? bySize[0] ?? '';
  if (!source.members.some(({ name }) => name === main))
    throw new IntakeError('table_unknown', 'the zip has no member of that name');
  const description = await describeText(source, main, options);
  const alike = new Set([main]);
  if (options.member === undefined)
    for (const name of bySize)
      if (name !== main && (await isAlike(source, name, description, options))) alike.add(name);
  const members = source.members.map(({ name }) => name);
  const left = members.filter((name) => !alike.has(name));
  return {
    ...description,
    members: members.filter((name) => alike.has(name)),
    ...(left.length > 0 && { others: [...(description.others ?? []), ...left] }),
  };
}

/** Same layout and columns; a member that is all ASCII has whatever encoding the others have. */
async function isAlike(
  source: OpenSource,
  member: string,
  description: SourceDescription,
  options: DescribeOptions,
): Promise<boolean> {
  try {
    const other = await describeText(source, member, options, description.encoding);
    return JSON.stringify(other) === JSON.stringify(description);
  } catch (error) {
    if (error instanceof IntakeError && error.code !== 'compression_damaged') return false;
    throw error;
  }
}

async function describeText(
  source: OpenSource,
  member: string,
  options: DescribeOptions,
  encodingOfAscii = 'utf-8',
): Promise<SourceDescription> {
  if (options.encoding !== undefined && !isReadableEncoding(options.encoding))
    throw new IntakeError('format_unsupported', 'encoding: not one that is read here');
  const survey = await surveyBytes(source.read(member), surveyedBytes);
  refuseFormat(survey.head.bytes.subarray(0, 16));
  const ascii = survey.utf8Bytes + survey.strayBytes === 0;
  const detected = detectEncoding(survey);
  const encoding = options.encoding ?? (ascii && detected === 'utf-8' ? encodingOfAscii : detected);
  const head = headText(survey.head.bytes, encoding);
  refuseBinary(head.subarray(0, 64 * 1024));
  const chunks = textChunks(source.read(member), encoding);
  const text = head.toString('latin1', 0, 256 * 1024);
  const { compression } = source;
  const doubt = options.encoding === undefined && isGuessed(survey, encoding);
  const withDoubt = (description: SourceDescription): SourceDescription =>
    doubt ? { ...description, doubts: ['encoding_guessed', ...(description.doubts ?? [])] } : description;
  if (/^\s*[[{]/.test(text)) return withDoubt(await describeJson(head, chunks, encoding, compression, options));
  if (looksLikeSql(text)) return withDoubt(await describeSql(text, chunks, encoding, compression, options));
  return withDoubt(describeCsv(survey.head, encoding, compression, options));
}
