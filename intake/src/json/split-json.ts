/** The extent of one JSON value in a window of bytes; `more` if it is incomplete. */
type JsonSpan = { readonly from: number; readonly to: number } | 'more';

export const openBrace = 0x7b;
export const openBracket = 0x5b;
const [quote, backslash, closeBrace, closeBracket] = [0x22, 0x5c, 0x7d, 0x5d];

/** The value that begins at `from` (RFC 8259 section 2). Checks only the nesting; JSON.parse checks the rest. */
export function jsonValueAt(bytes: Uint8Array, from: number, to: number, final: boolean): JsonSpan {
  let depth = 0;
  for (let position = from; position < to; position++) {
    const byte = bytes[position];
    if (byte === quote) {
      const end = endOfString(bytes, position, to);
      if (end === -1) return 'more';
      position = end;
      if (depth === 0) return { from, to: end + 1 };
    } else if (byte === openBrace || byte === openBracket) {
      depth++;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (depth <= 1) return { from, to: depth === 1 ? position + 1 : position };
      depth--;
    } else if (depth === 0 && (byte === 0x2c || isBlank(byte))) {
      return { from, to: position };
    }
  }
  return depth === 0 && final ? { from, to } : 'more';
}

/** The position of the quote that ends the string opened at `from`, or -1. */
export function endOfString(bytes: Uint8Array, from: number, to: number): number {
  for (let position = from + 1; position < to; position++) {
    if (bytes[position] === backslash) position++;
    else if (bytes[position] === quote) return position;
  }
  return -1;
}

/** The depth of nested brackets of one value. */
export function depthOf(bytes: Uint8Array): number {
  let [depth, deepest] = [0, 0];
  for (let position = 0; position < bytes.length; position++) {
    const byte = bytes[position];
    if (byte === quote) {
      const end = endOfString(bytes, position, bytes.length);
      if (end === -1) return deepest;
      position = end;
    } else if (byte === openBrace || byte === openBracket) {
      deepest = Math.max(deepest, ++depth);
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return deepest;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1e;
}
