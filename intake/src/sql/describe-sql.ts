import { IntakeError } from '../intake-error.ts';
import { beyondLimit, limitColumns, limitName, mostTables } from '../limits.ts';
import { isIdentifierRole } from '../mapping/column-role.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import type { Compression, DescribeOptions, SourceDescription } from '../source.ts';
import { parseSql } from './parse-sql.ts';

type Table = { columns: readonly string[]; rows: number; width: number };

/** True when the first bytes of a text are those of a SQL dump. */
export function looksLikeSql(head: string): boolean {
  return (
    /^\s*(?:--|\/\*|#|\\|CREATE|INSERT|COPY|DROP|SET|BEGIN|USE|LOCK|START|PRAGMA|REPLACE)/i.test(head) &&
    /^[ \t]*(?:INSERT\s+(?:IGNORE\s+)?INTO\s|REPLACE\s+INTO\s|COPY\s.+\sFROM\s+stdin|CREATE\s+(?:\w+\s+)?TABLE\s)/im.test(
      head,
    )
  );
}

/**
 * Reads the whole dump to count the rows of each table; the table proposed is the largest of those that are about people.
 *
 * @throws IntakeError `file_empty`, `source_limits`, `table_unknown`
 */
export async function describeSql(
  head: string,
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  compression: Compression,
  options: DescribeOptions,
): Promise<SourceDescription> {
  const escape = options.escape ?? sniffEscape(head);
  const tables = new Map<string, Table>();
  for await (const events of parseSql(chunks, encoding, { backslash: escape === 'backslash' })) {
    for (const event of events) {
      const table = tables.get(event.table) ?? { columns: [], rows: 0, width: 0 };
      if (!tables.has(event.table)) {
        limitName(event.table);
        if (tables.size === mostTables) throw beyondLimit(`the dump has more than ${mostTables} tables`);
        tables.set(event.table, table);
      }
      if (event.kind === 'create') table.columns = event.columns;
      if (event.kind !== 'row') continue;
      table.rows++;
      table.width = Math.max(table.width, event.cells.length);
      if (table.columns.length === 0 && event.columns !== undefined) table.columns = event.columns;
    }
  }
  const filled = [...tables].filter(([, { rows }]) => rows > 0);
  const chosen =
    options.table === undefined
      ? filled.toSorted((a, b) => weight(b[1]) - weight(a[1]))[0]
      : filled.find(([name]) => name === options.table);
  if (chosen === undefined)
    throw options.table === undefined
      ? new IntakeError('file_empty', 'the dump holds no row')
      : new IntakeError('table_unknown', 'the dump has no rows for that table');
  const [table, { columns, width }] = chosen;
  const names = columns.length > 0 ? columns : Array.from({ length: width }, (_value, index) => `column_${index + 1}`);
  limitColumns(names);
  const others = filled.map(([name]) => name).filter((name) => name !== table);
  return {
    ...{ format: 'sql', compression, encoding, escape, header: true, columns: names, table },
    ...(others.length > 0 && { others }),
  };
}

/** Rows, for tables by which people can be found; the others come after all of these. */
function weight({ columns, rows }: Table): number {
  const identifiers = columns.filter((name) => isIdentifierRole(recognizeName(name)?.role)).length;
  return identifiers >= 2 ? rows + 1e12 : rows;
}

/** MySQL and MariaDB escape with backslashes; the standard, PostgreSQL, SQLite and SQL Server double the quote. */
function sniffEscape(head: string): 'doubled' | 'backslash' {
  if (/PostgreSQL|standard_conforming_strings = on|\bFROM stdin\b|SQLite|PRAGMA/i.test(head)) return 'doubled';
  return /MySQL|MariaDB|phpMyAdmin|ENGINE=|`/i.test(head) || /[^\\]\\'[^,)\s]/.test(head) ? 'backslash' : 'doubled';
}
