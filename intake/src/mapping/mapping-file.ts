import { safeName } from '../records/safe-names.ts';
import { IntakeError } from '../intake-error.ts';
import type { SourceDescription } from '../source.ts';
import { sourceName } from '../describe-sources.ts';
import { parseMapping, type Mapping } from './mapping.ts';

/** The entry of mapping.json for one table of one file: its columns, or that it is deliberately omitted. */
export type MappedSource = {
  /** Name of the file, and of the table in it; `source` is empty if the file has only one table. */
  readonly file: string;
  readonly source: string;
  readonly description: SourceDescription;
  readonly mapping: Mapping | 'skip';
};

/** Reading options of an entry of mapping.json that override the detected ones. */
type ReadingOptions = { readonly encoding?: string; readonly separator?: string };

const format = 'etanche/v1/mapping';

/** The name of a file in mapping.json: a name that contains a value is replaced. */
export function mappedFileName(name: string): string {
  return safeName(name, 'file');
}

/** mapping.json for several tables: one line per column, for an operator to read and correct. */
export function formatMappingFile(sources: readonly MappedSource[]): string {
  const entries = sources.map(({ file, source, description, mapping }) => {
    const { encoding, separator } = description;
    const head = {
      file,
      source,
      ...(encoding === 'binary' ? {} : { encoding }),
      ...(separator === undefined ? {} : { separator }),
    };
    const names = Object.entries(head).map(([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    if (mapping === 'skip') return `    {\n${[...names, '      "skip": true'].join(',\n')}\n    }`;
    const lines = mapping.columns.map((column) => `        ${JSON.stringify(column)}`);
    return `    {\n${names.join(',\n')},\n      "columns": [\n${lines.join(',\n')}\n      ]\n    }`;
  });
  return `{\n  "format": "${format}",\n  "sources": [\n${entries.join(',\n')}\n  ]\n}\n`;
}

/** The reading options in mapping.json for the tables of a file; empty for a mapping of columns only. */
export function readingOptions(json: unknown, file: string, source: string): ReadingOptions {
  const entry = entriesOf(json)?.find((one) => one['file'] === file && one['source'] === source);
  const { encoding, separator } = entry ?? {};
  return {
    ...(typeof encoding === 'string' && { encoding }),
    ...(typeof separator === 'string' && { separator }),
  };
}

/**
 * The mapping of one table, or `skip`. A mapping.json without sources applies to the only table of the only file.
 *
 * @throws IntakeError `mapping_invalid`, `mapping_incomplete`, `mapping_mismatch`, `mapping_role_unknown`; the message
 *   names file and table and lists the existing ones
 */
export function parseMappedSource(
  json: unknown,
  file: string,
  description: SourceDescription,
  ownCategories: readonly string[],
): Mapping | 'skip' {
  const source = sourceName(description);
  const place = source === '' ? file : `${file}, ${source}`;
  const entries = entriesOf(json);
  if (entries === undefined) return named(place, () => parseMapping(json, description, ownCategories));
  const entry = entries.find((one) => one['file'] === file && one['source'] === source);
  if (entry === undefined) {
    const known = entries.map((one) => `${String(one['file'])} ${String(one['source'])}`.trim());
    throw new IntakeError(
      'mapping_incomplete',
      `${place}: not in the mapping, which has ${known.join(', ')}; add it, or set "skip": true for it`,
    );
  }
  if (entry['skip'] === true) return 'skip';
  return named(place, () => parseMapping({ format, columns: entry['columns'] }, description, ownCategories));
}

function named<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof IntakeError) throw new IntakeError(error.code, `${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

function entriesOf(json: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (typeof json !== 'object' || json === null || !('sources' in json)) return undefined;
  const { format: written, sources } = json as Readonly<Record<string, unknown>>;
  if (written !== format || !Array.isArray(sources))
    throw new IntakeError('mapping_invalid', `mapping: not an object of format ${format} with sources`);
  return sources.filter((one): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null);
}
