import { IntakeError } from '../intake-error.ts';
import { limitColumns } from '../limits.ts';
import type { Compression, DescribeOptions, SourceDescription } from '../source.ts';
import { headText } from '../text/head-text.ts';
import { columnNames, sniffHeader } from './sniff-header.ts';
import { sniffCsv } from './sniff-csv.ts';

/**
 * @param head the first bytes of the text, as they are in the source
 * @throws IntakeError `file_empty` when no record is there, `source_limits`
 */
export function describeCsv(
  head: { readonly bytes: Buffer; readonly final: boolean },
  encoding: string,
  compression: Compression,
  options: DescribeOptions,
): SourceDescription {
  const { separator, quote, escape, lineEnd } = options;
  const known = {
    ...(separator !== undefined && { separator }),
    ...(quote !== undefined && { quote }),
    ...(escape !== undefined && { escape }),
    ...(lineEnd !== undefined && { lineEnd }),
  };
  const { dialect, preamble, records, width } = sniffCsv(headText(head.bytes, encoding), head.final, encoding, known);
  const first = records[0];
  if (first === undefined) throw new IntakeError('file_empty', 'the file holds no record');
  const header = options.header ?? sniffHeader(records);
  const trailing = header ? emptyBeyond(records, first.length, width) : 0;
  const columns = columnNames(header ? first : undefined, width - trailing);
  limitColumns(columns);
  return {
    ...{ format: 'csv', compression, encoding, ...dialect, header, columns },
    ...(preamble > 0 && { preamble }),
    ...(trailing > 0 && { trailing }),
  };
}

/** How many cells records have beyond the header's, when those are always empty. */
function emptyBeyond(records: readonly (readonly string[])[], named: number, width: number): number {
  const beyond = records.every((cells) => cells.slice(named).every((cell) => cell === ''));
  return beyond ? Math.max(0, width - named) : 0;
}
