import { mostColumns } from '../limits.ts';
import { isComment, isSpace, more, tokenEnd, type SqlDialect } from './sql-tokens.ts';

export type TupleScan = { readonly cells: string[]; readonly next: number };

/** The tuple whose parenthesis opens at `from`; undefined when more bytes are needed. */
export function scanTuple(
  bytes: Buffer,
  from: number,
  to: number,
  final: boolean,
  dialect: SqlDialect,
  decode: (bytes: Buffer) => string,
): TupleScan | undefined {
  const cells: string[] = [];
  let cell: string[] = [];
  let depth = 1;
  for (let position = from + 1; position < to;) {
    if (isSpace(bytes[position])) {
      position++;
      continue;
    }
    const end = tokenEnd(bytes, position, to, final, dialect);
    if (end === more) return undefined;
    const byte = bytes[position];
    if (byte === 0x28) depth++;
    if (byte === 0x29 && --depth === 0) {
      if (cells.length <= mostColumns) cells.push(cellText(cell, dialect));
      return { cells, next: end };
    }
    if (byte === 0x2c && depth === 1) {
      // One more than a source can have columns tells that the tuple is none of its rows.
      if (cells.length <= mostColumns) cells.push(cellText(cell, dialect));
      cell = [];
    } else if (!isComment(bytes, position)) {
      cell.push(decode(bytes.subarray(position, end)));
    }
    position = end;
  }
  return undefined;
}

/**
 * The text of one value: NULL is empty, `E'..'`, `N'..'`, `_utf8'..'`, `'..'::text`, `$$..$$` and `CAST('..' AS ..)` are their text,
 * a signed number is itself.
 */
function cellText(tokens: readonly string[], dialect: SqlDialect): string {
  const text = tokens.findIndex((token) => token.startsWith("'"));
  if (text !== -1) {
    const escapes = dialect.backslash || /^e$/i.test(tokens[text - 1] ?? '');
    return unescapeText((tokens[text] ?? '').slice(1, -1), escapes);
  }
  const [first = ''] = tokens;
  if (first.startsWith('"')) return unescapeText(first.slice(1, -1).replaceAll('""', '"'), dialect.backslash);
  const dollar = /^(\$\w*\$)([\s\S]*)\1$/.exec(first);
  if (dollar !== null) return dollar[2] ?? '';
  const plain = tokens.join('');
  return /^(NULL|DEFAULT)(::.*)?$/i.test(plain) ? '' : plain;
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '',
  Z: '',
};

function unescapeText(text: string, backslash: boolean): string {
  if (!backslash) return text.replaceAll("''", "'");
  return text.includes('\\') || text.includes("'") ? text.replace(/''|\\[\s\S]/g, unescapeOne) : text;
}

/** A letter for a control character (MySQL's and PostgreSQL's, COPY's too), else the character itself. */
function unescapeOne(escape: string): string {
  if (escape === "''") return "'";
  const character = escape.charAt(1);
  return escapes[character] ?? character;
}

/** The cells of one line of COPY's text format; `\N` is NULL. */
export function copyCells(line: string): string[] {
  return line.split('\t').map((cell) => {
    if (cell === '\\N') return '';
    return cell.includes('\\') ? cell.replace(/\\[\s\S]/g, unescapeOne) : cell;
  });
}
