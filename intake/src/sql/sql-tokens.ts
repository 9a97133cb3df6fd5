/** How a SQL dump escapes quotes inside texts. */
export type SqlDialect = { readonly backslash: boolean };

const [quote, doubleQuote, backtick, backslash, dollar] = [0x27, 0x22, 0x60, 0x5c, 0x24];
const [openBracket, closeBracket, longestName] = [0x5b, 0x5d, 130];
const [lineFeed, hyphen, slash, star, hash] = [0x0a, 0x2d, 0x2f, 0x2a, 0x23];

/** The token needs more bytes. */
export const more = -1;

/**
 * The end of the token that begins at `from`: a text, a quoted name, a comment, a word or number, or one character.
 * MySQL's conditional comments count as comments: their content is for servers.
 */
export function tokenEnd(bytes: Uint8Array, from: number, to: number, final: boolean, dialect: SqlDialect): number {
  const byte = bytes[from] ?? 0;
  const next = bytes[from + 1];
  if ((byte === hyphen || byte === slash || byte === dollar) && from + 1 >= to && !final) return more;
  if (byte === quote) return quotedEnd(bytes, from, to, final, dialect.backslash || isEscapeString(bytes, from));
  if (byte === doubleQuote) return quotedEnd(bytes, from, to, final, dialect.backslash);
  if (byte === backtick) return quotedEnd(bytes, from, to, final, false);
  if (byte === hyphen && next === hyphen) return lineEnd(bytes, from, to, final);
  if (byte === hash) return lineEnd(bytes, from, to, final);
  if (byte === slash && next === star) return blockEnd(bytes, from, to, final);
  if (byte === dollar) return dollarEnd(bytes, from, to, final);
  if (byte === openBracket) return bracketEnd(bytes, from, to);
  if (!isWordByte(byte)) return from + 1;
  let position = from + 1;
  while (position < to && isWordByte(bytes[position] ?? 0)) position++;
  return position === to && !final ? more : position;
}

/** Letters, digits, `_`, `.` of numbers, and every byte above ASCII. */
function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2e || byte > 0x7f
  );
}

/** `E'...'` of PostgreSQL always has backslash escapes. */
function isEscapeString(bytes: Uint8Array, from: number): boolean {
  const before = bytes[from - 1];
  return (before === 0x45 || before === 0x65) && !isWordByte(bytes[from - 2] ?? 0);
}

function quotedEnd(bytes: Uint8Array, from: number, to: number, final: boolean, escapes: boolean): number {
  const closing = bytes[from] ?? 0;
  for (let position = from + 1; position < to; position++) {
    const byte = bytes[position];
    if (byte === backslash && escapes) {
      position++;
    } else if (byte === closing) {
      if (position + 1 >= to && !final) return more;
      if (position + 1 >= to || bytes[position + 1] !== closing) return position + 1;
      position++;
    }
  }
  return more;
}

function lineEnd(bytes: Uint8Array, from: number, to: number, final: boolean): number {
  for (let position = from; position < to; position++) if (bytes[position] === lineFeed) return position + 1;
  return final ? to : more;
}

function blockEnd(bytes: Uint8Array, from: number, to: number, final: boolean): number {
  for (let position = from + 2; position + 1 < to; position++)
    if (bytes[position] === star && bytes[position + 1] === slash) return position + 2;
  return final ? to : more;
}

/** `$$...$$` or `$tag$...$tag$`; a lone dollar is one character. */
function dollarEnd(bytes: Uint8Array, from: number, to: number, final: boolean): number {
  let tag = from + 1;
  while (tag < to && isWordByte(bytes[tag] ?? 0)) tag++;
  if (tag >= to) return final ? from + 1 : more;
  if (bytes[tag] !== dollar) return from + 1;
  const marker = Buffer.from(bytes.subarray(from, tag + 1));
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, to).indexOf(marker, tag + 1);
  if (end === -1) return final ? to : more;
  return end + marker.length;
}

/** SQL Server's `[name]`, which may contain spaces; a bracket that does not close soon is one character. */
function bracketEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let position = from + 1; position < Math.min(to, from + longestName); position++) {
    if (bytes[position] === lineFeed) break;
    if (bytes[position] === closeBracket) return position + 1;
  }
  return from + 1;
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c || byte === 0;
}

/** True for all three kinds of comments. */
export function isComment(bytes: Uint8Array, from: number): boolean {
  const [byte, next] = [bytes[from], bytes[from + 1]];
  return byte === hash || (byte === hyphen && next === hyphen) || (byte === slash && next === star);
}
