import { encodeText } from '../../src/text/encodings.ts';

export type CsvStyle = {
  readonly separator: string;
  readonly quote: '"' | "'";
  readonly escape: 'doubled' | 'backslash';
  readonly lineEnd: '\n' | '\r\n' | '\r';
};

/** A delimited text in which cells are quoted if necessary. */
export function writeCsv(rows: readonly (readonly string[])[], style: CsvStyle): string {
  const { separator, quote, lineEnd, escape } = style;
  const needed = (cell: string): boolean =>
    cell === '' ||
    [...Array.from(separator), quote, '\n', '\r', '\\', ' ', '\t', "'", '"'].some((part) => cell.includes(part)) ||
    cell !== cell.trim();
  const quoted = (cell: string): string => {
    const inner = escape === 'doubled' ? cell : cell.replaceAll('\\', '\\\\');
    return quote + inner.replaceAll(quote, escape === 'doubled' ? quote + quote : `\\${quote}`) + quote;
  };
  return rows
    .map((cells) => cells.map((cell) => (needed(cell) ? quoted(cell) : cell)).join(separator) + lineEnd)
    .join('');
}

/** MySQL's INSERT, with three rows per statement. */
export function writeMysql(table: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = (cell: string): string =>
    `'${cell.replace(/[\\'"\n\r\0]/g, (character) => ({ '\n': '\\n', '\r': '\\r', '\0': '\\0' })[character] ?? `\\${character}`)}'`;
  const statements: string[] = [];
  for (let index = 0; index < rows.length; index += 3) {
    const tuples = rows.slice(index, index + 3).map((cells) => `(${cells.map(text).join(',')})`);
    statements.push(`INSERT INTO \`${table}\` VALUES ${tuples.join(',')};\n`);
  }
  const definitions = columns.map((column) => `  \`${column}\` varchar(255) DEFAULT NULL COMMENT 'a, b'`).join(',\n');
  return `-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE \`${table}\` (\n${definitions},\n  PRIMARY KEY (\`${columns[0] ?? ''}\`)\n) ENGINE=InnoDB;\n${statements.join('')}`;
}

/** PostgreSQL's COPY. */
export function writeCopy(table: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = (cell: string): string =>
    cell === ''
      ? '\\N'
      : cell.replace(/[\\\t\n\r]/g, (character) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? '\\\\');
  const lines = rows.map((cells) => `${cells.map(text).join('\t')}\n`).join('');
  const names = columns.map((column) => `"${column}"`).join(', ');
  return `--\n-- PostgreSQL database dump\n--\nSET client_encoding = 'UTF8';\nCREATE TABLE public.${table} (\n    ${names.replaceAll(',', ' text,\n')} text\n);\n\nCOPY public.${table} (${names}) FROM stdin;\n${lines}\\.\n`;
}

/** Encodes text, with a byte order mark for UTF-16. */
export function encode(text: string, encoding: string): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(encodeText(text, encoding));
}
