import { IntakeError } from '../intake-error.ts';
import { beyondLimit, limitColumns, limitName, mostTables } from '../limits.ts';
import type { DescribeOptions, TableDescription } from '../source.ts';
import { parseSql } from './parse-sql.ts';

type Table = { readonly columns: Set<string>; rows: number; width: number };

const begin =
  /^\s*(?:--|\/\*|#|\\|CREATE|INSERT|COPY|DROP|SET|BEGIN|USE|LOCK|START|PRAGMA|REPLACE|REM|PROMPT|ALTER|IF|GO|DELETE|TRUNCATE|DECLARE|PRINT|EXEC|SPOOL|COMMIT|ROLLBACK)/i;
const name = String.raw`[\w."\`[\]$]{1,200}(?:[ ][\w."\`[\]$]{1,100}){0,4}`;
const rows = new RegExp(
  String.raw`^[ \t]*(?:INSERT\s+(?:\w+\s+){0,3}?INTO\s|INSERT\s+ALL\s|INSERT\s+${name}\s*(?:\(|VALUES|SET|SELECT)|REPLACE\s+INTO\s|COPY\s.+\sFROM\s+stdin|CREATE\s+(?:\w+\s+)?TABLE\s)`,
  'im',
);

/** True if a text starts like a SQL dump. */
export function looksLikeSql(head: string): boolean {
  return begin.test(head) && rows.test(head);
}

/**
 * Every table of a dump that has rows, with all columns that it has anywhere in the dump.
 *
 * @throws IntakeError `file_empty`, `source_limits`
 */
export async function describeSql(
  head: string,
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  options: DescribeOptions,
): Promise<TableDescription[]> {
  const escape = options.escape ?? sniffEscape(head);
  const tables = new Map<string, Table>();
  for await (const events of parseSql(chunks, encoding, { backslash: escape === 'backslash' })) {
    for (const event of events) {
      const table = tables.get(event.table) ?? { columns: new Set<string>(), rows: 0, width: 0 };
      if (!tables.has(event.table)) {
        limitName(event.table);
        if (tables.size === mostTables) throw beyondLimit(`the dump has more than ${mostTables} tables`);
        tables.set(event.table, table);
      }
      if (event.kind === 'bad') table.rows++;
      else for (const column of event.columns ?? []) table.columns.add(column);
      if (event.kind !== 'row') continue;
      table.rows++;
      if (event.columns === undefined) table.width = Math.max(table.width, event.cells.length);
    }
  }
  const filled = [...tables].filter(([, table]) => table.rows > 0);
  if (filled.length === 0)
    throw new IntakeError('file_empty', 'the dump contains no row: INSERT, COPY and SELECT of constants are supported');
  return filled.map(([table, { columns, width }]) => {
    const missing = Math.max(0, width - columns.size);
    const names = [
      ...columns,
      ...Array.from({ length: missing }, (_value, index) => `column_${columns.size + index + 1}`),
    ];
    limitColumns(names);
    return { format: 'sql', encoding, escape, header: true, columns: names, table };
  });
}

/** MySQL and MariaDB escape with backslashes; the standard, PostgreSQL, SQLite and SQL Server double the quote. */
function sniffEscape(head: string): 'doubled' | 'backslash' {
  if (/PostgreSQL|standard_conforming_strings = on|\bFROM stdin\b|SQLite|PRAGMA|NO_BACKSLASH_ESCAPES/i.test(head))
    return 'doubled';
  return /MySQL|MariaDB|phpMyAdmin|ENGINE=|`/i.test(head) || /[^\\]\\'[^,)\s]/.test(head) ? 'backslash' : 'doubled';
}
