import { mostColumns } from '../limits.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
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
      // One cell more than the limit of columns is enough to reject the tuple.
      if (cells.length <= mostColumns) cells.push(cellText(cell, dialect));
      cell = [];
    } else if (!isComment(bytes, position)) {
      cell.push(decode(bytes.subarray(position, end)));
    }
    position = end;
  }
  return undefined;
}

/** Words that end the constants of a SELECT or the assignments of a SET. */
const listEnd = /^(?:;|UNION|FROM|GO|INSERT|ON|WHERE|LIMIT|ORDER|RETURNING)$/i;

/** Each value as its tokens. */
type ListScan = { readonly items: string[][]; readonly next: number; readonly end: string };

/**
 * The values from `from` without parentheses, up to a word that ends them, which is not consumed; undefined if more
 * bytes are needed.
 */
export function scanList(
  bytes: Buffer,
  from: number,
  to: number,
  final: boolean,
  dialect: SqlDialect,
  decode: (bytes: Buffer) => string,
): ListScan | undefined {
  const items: string[][] = [];
  let cell: string[] = [];
  let depth = 0;
  for (let position = from; position < to;) {
    if (isSpace(bytes[position])) {
      position++;
      continue;
    }
    const end = tokenEnd(bytes, position, to, final, dialect);
    if (end === more) return undefined;
    const token = decode(bytes.subarray(position, end));
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (depth === 0 && listEnd.test(token)) {
      items.push(cell);
      return { items, next: position, end: token.toUpperCase() };
    }
    if (token === ',' && depth === 0) {
      if (items.length <= mostColumns) items.push(cell);
      cell = [];
    } else if (!isComment(bytes, position)) cell.push(token);
    position = end;
  }
  if (!final) return undefined;
  items.push(cell);
  return { items, next: to, end: '' };
}

/**
 * The text of one value: NULL is empty, `E'..'`, `N'..'`, `_utf8'..'`, `'..'::text`, `$$..$$` and `CAST('..' AS ..)`
 * give their text, hexadecimal bytes are decoded, concatenated texts are joined, and a signed number is kept.
 */
export function cellText(tokens: readonly string[], dialect: SqlDialect): string {
  const texts = tokens.flatMap((token, index) => (token.startsWith("'") ? [textAt(tokens, index, dialect)] : []));
  const first = tokens.find((token) => token.startsWith("'"));
  if (first !== undefined) {
    if (isPutTogether(tokens)) return joined(tokens, dialect);
    const format = texts[1];
    return /^TO_(?:DATE|TIMESTAMP)$|^STR_TO_DATE$/i.test(tokens[0] ?? '') && format !== undefined
      ? dateByFormat(texts[0] ?? '', format)
      : (texts[0] ?? '');
  }
  const [start = ''] = tokens;
  if (start.startsWith('"')) return unescapeText(start.slice(1, -1).replaceAll('""', '"'), dialect.backslash);
  const dollar = /^(\$\w*\$)([\s\S]*)\1$/.exec(start);
  if (dollar !== null) return dollar[2] ?? '';
  const plain = tokens.join('');
  if (/^(NULL|DEFAULT)(::.*)?$/i.test(plain)) return '';
  const hex = /^0x((?:[\da-f]{2})+)$/i.exec(/^CAST$/i.test(start) ? (tokens[2] ?? '') : plain);
  return hex === null ? plain : (textOfHex(hex[1] ?? '') ?? plain);
}

function textAt(tokens: readonly string[], index: number, dialect: SqlDialect): string {
  const before = tokens[index - 1] ?? '';
  const inner = (tokens[index] ?? '').slice(1, -1);
  if (/^x$/i.test(before)) return textOfHex(inner) ?? inner;
  return unescapeText(inner, dialect.backslash || /^e$/i.test(before));
}

/** `'..' || CHR(39) || '..'` and `N'..' + CHAR(10) + N'..'`. */
function isPutTogether(tokens: readonly string[]): boolean {
  return tokens.some((token, index) => token === '+' || (token === '|' && tokens[index + 1] === '|'));
}

function joined(tokens: readonly string[], dialect: SqlDialect): string {
  return tokens
    .map((token, index) => {
      if (token.startsWith("'")) return textAt(tokens, index, dialect);
      const code = /^N?CHA?R$/i.test(token) && tokens[index + 1] === '(' ? Number(tokens[index + 2]) : 0;
      return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : '';
    })
    .join('');
}

/** Text in UTF-8 or Windows-1252 that a dump writes as bytes; undefined for bytes that are not text. */
function textOfHex(hex: string): string | undefined {
  const bytes = Buffer.from(hex, 'hex');
  const text = decodeText(bytes);
  return bytes.length === 0 || /[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd]/.test(text) ? undefined : text;
}

const decodeText = makeTextDecoder('utf-8');

/** A date reordered to year, month and day by its format; a two-digit year stays last. */
function dateByFormat(text: string, format: string): string {
  const order = [...format.matchAll(/YYYY|RRRR|YY|RR|%Y|%y|MM|%m|%c|DD|%d|%e/g)].map(([part]) =>
    part.replace('%', '').charAt(0),
  );
  const numbers = text.match(/\d+/g);
  if (order.length < 3 || numbers === null || numbers.length < 3) return text;
  const partOf = (letters: string): string => numbers[order.findIndex((letter) => letters.includes(letter))] ?? '';
  const [year, month, day] = [partOf('YyR'), partOf('Mmc'), partOf('Dde')];
  if (year === '' || month === '' || day === '') return text;
  return year.length === 4 ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : `${day}/${month}/${year}`;
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

/** The control character for an escape letter (MySQL, PostgreSQL and COPY), else the character itself. */
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
