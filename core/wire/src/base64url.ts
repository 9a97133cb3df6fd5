import type { Bytes } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** ASCII code of each digit, and the digit of each ASCII code; 64 if the code is no digit. */
const codes = Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
const values = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = digits.indexOf(String.fromCharCode(code));
  return value === -1 ? 64 : value;
});
const decoder = new TextDecoder();

/**
 * Unpadded base64url (RFC 4648 section 5). Uses tables because a patient's file is a megabyte of base64url, for which
 * `btoa` takes six times as long.
 */
export function toBase64url(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    // Writes beyond the end of a typed array have no effect.
    text[at++] = codes[bits >> 18] ?? 0;
    text[at++] = codes[(bits >> 12) & 63] ?? 0;
    text[at++] = codes[(bits >> 6) & 63] ?? 0;
    text[at++] = codes[bits & 63] ?? 0;
  }
  return decoder.decode(text);
}

/**
 * Reads unpadded base64url and rejects every encoding but the canonical one (padding, stray characters, non-zero
 * trailing bits): two texts never give the same bytes.
 *
 * @param length exact number of bytes expected, or `undefined` for any number
 * @throws ProtocolError `encoding_invalid`
 */
export function fromBase64url(text: string, length: number | undefined): Bytes {
  const rest = text.length % 4;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  // Bitwise OR of all digits: contains 64 if a character was no digit.
  let seen = rest === 1 ? 64 : 0;
  let bits = 0;
  for (let i = 0; i < text.length; i += 4) {
    bits = 0;
    for (let j = i; j < i + 4; j++) {
      const value = j < text.length ? (values[text.charCodeAt(j)] ?? 64) : 0;
      seen |= value;
      bits = (bits << 6) | value;
    }
    bytes[at++] = bits >> 16;
    bytes[at++] = (bits >> 8) & 0xff;
    bytes[at++] = bits & 0xff;
  }
  if (seen >= 64) throw new ProtocolError('encoding_invalid', 'not unpadded base64url');
  if ((rest === 2 && (bits & 0xffff) !== 0) || (rest === 3 && (bits & 0xff) !== 0)) {
    throw new ProtocolError('encoding_invalid', 'base64url is not canonical');
  }
  if (length !== undefined && bytes.length !== length) {
    throw new ProtocolError('encoding_invalid', `expected ${length} bytes, got ${bytes.length}`);
  }
  return bytes;
}
