import type { Part } from './bytes/parts.ts';
import { describeCsv } from './csv/describe-csv.ts';
import { IntakeError } from './intake-error.ts';
import { describeJson, looksLikeJson } from './json/describe-json.ts';
import { refuseBinary, refuseText } from './refuse-format.ts';
import type { DescribeOptions, TableDescription } from './source.ts';
import { describeSql, looksLikeSql } from './sql/describe-sql.ts';
import { surveyBytes } from './text/byte-survey.ts';
import { declaredEncoding } from './text/declared-encoding.ts';
import { detectEncoding, isGuessed } from './text/detect-encoding.ts';
import { isReadableEncoding, isSingleByte } from './text/encodings.ts';
import { headText } from './text/head-text.ts';
import { makeTextDecoder } from './text/decode-text.ts';
import { textChunks } from './text/text-chunks.ts';
import { findTextFormat } from './text-formats.ts';
import { describeTables } from './tables/describe-tables.ts';

/**
 * A file that is ASCII or UTF-8 up to this size is assumed to remain so; cells in other encodings are still decoded.
 */
const surveyedBytes = 4 * 1024 * 1024 * 1024;

/**
 * Describes the tables of a text.
 *
 * @param name the path of the file or of the member, whose extension may identify the format
 */
export async function describeText(part: Part, name: string, options: DescribeOptions): Promise<TableDescription[]> {
  if (options.encoding !== undefined && !isReadableEncoding(options.encoding))
    throw new IntakeError('format_unsupported', 'the encoding is not supported: use a label such as utf-8');
  const survey = await surveyBytes(part.read(), surveyedBytes);
  const detected = detectEncoding(survey);
  const declared = declaredEncoding(survey.head.bytes, detected, survey.strayBytes > 0);
  const encoding = options.encoding ?? declared ?? detected;
  const head = headText(survey.head.bytes, encoding);
  const isDoubtful = options.encoding === undefined && declared === undefined && isGuessed(survey, encoding);
  const withDoubt = (table: TableDescription): TableDescription =>
    isDoubtful ? { ...table, doubts: ['encoding_guessed', ...(table.doubts ?? [])] } : table;
  refuseBinary(head.subarray(0, 64 * 1024), name);
  const chunks = (): AsyncGenerator<Uint8Array> => textChunks(part.read(), encoding);
  const text = head.toString('latin1', 0, 256 * 1024);
  refuseText(text.slice(0, 4096));
  const decoded = makeTextDecoder(isSingleByte(encoding) ? encoding : 'utf-8')(head.subarray(0, 256 * 1024));
  if (options.widths !== undefined) return [describedWidths(options.widths, encoding)];
  const format = findTextFormat(decoded, survey.head.final && head.length <= 256 * 1024);
  if (format !== undefined) {
    const base = { format: format.format, encoding, header: true, columns: [], ...format.layout };
    const tables = await describeTables(format.read(chunks(), base), base, options);
    return tables.map(withDoubt);
  }
  if (looksLikeJson(text)) return (await describeJson(head, chunks, encoding, options)).map(withDoubt);
  if (looksLikeSql(text)) return (await describeSql(text, chunks(), encoding, options)).map(withDoubt);
  return [withDoubt(describeCsv(survey.head, encoding, options))];
}

/** A layout described by the operator: column names are given, and no line is a header. */
function describedWidths(widths: NonNullable<DescribeOptions['widths']>, encoding: string): TableDescription {
  let next = 0;
  const starts = widths.map(({ width }) => {
    const start = next;
    next += width;
    return start;
  });
  return { format: 'fixed-width', encoding, header: false, columns: widths.map(({ name }) => name), starts };
}
