import { openSource, type OpenSource } from './bytes/open-source.ts';
import { describeCsv } from './csv/describe-csv.ts';
import type { DescribeOptions, SourceDescription } from './source.ts';
import { surveyBytes } from './text/byte-survey.ts';
import { detectEncoding } from './text/detect-encoding.ts';

/** Beyond this much text, a file that was all ASCII or UTF-8 is taken to remain so; stray cells are still read. */
const surveyedBytes = 4 * 1024 * 1024 * 1024;

/**
 * Says how to read a file: compression, encoding, format, separator, header, columns. The whole text is read once,
 * because one accented letter may come late.
 *
 * @param options what the operator knows better; it is not guessed
 * @throws IntakeError `file_unreadable`, `file_empty`, `format_unsupported`, `format_unknown`, `compression_damaged`,
 *   `archive_encrypted`, `source_damaged`, `table_unknown`
 */
export async function describeSource(path: string, options: DescribeOptions = {}): Promise<SourceDescription> {
  const source = await openSource(path);
  return describeText(source, options);
}

async function describeText(source: OpenSource, options: DescribeOptions): Promise<SourceDescription> {
  const survey = await surveyBytes(source.read(source.members[0]?.name ?? ''), surveyedBytes);
  const encoding = options.encoding ?? detectEncoding(survey);
  return describeCsv(survey.head, encoding, source.compression, options);
}
