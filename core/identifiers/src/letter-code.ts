import { accept, reject, type Parsed } from './parsed.ts';
import { tidy } from './tidy.ts';

/** Crockford's base32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_BYTES = 10;
const CODE_SYMBOLS = 16;
const LONGEST_TEXT = 64;

export type CodeErrorCode = 'code_empty' | 'code_too_long' | 'code_characters' | 'code_length' | 'code_check';

/** 10 bytes as `XXXX-XXXX-XXXX-XXXX-C`: 80 bits, most significant first, and a check character. */
export function formatCode(bytes10: Uint8Array): string {
  if (bytes10.length !== CODE_BYTES) throw new RangeError(`bytes10 is ${bytes10.length} bytes long, not ${CODE_BYTES}`);
  const symbols: number[] = [];
  let pending = 0;
  let bits = 0;
  for (const byte of bytes10) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) symbols.push((pending >> (bits - 5)) & 31);
    pending &= 0xff;
  }
  const text = [...symbols, checkSymbol(symbols)].map((symbol) => ALPHABET.charAt(symbol)).join('');
  return (text.match(/.{1,4}/g) ?? []).join('-');
}

/** A letter's code as a person types it: any case, spaces and dashes anywhere, O for 0, I and L for 1. */
export function parseCode(text: string): Parsed<Uint8Array, CodeErrorCode> {
  if (text.length > LONGEST_TEXT) return reject('code_too_long');
  const compact = tidy(text)
    .toUpperCase()
    .replace(/[\s._]|\p{Pd}/gu, '');
  if (compact === '') return reject('code_empty');
  const digits = compact.replaceAll('O', '0').replace(/[IL]/g, '1');
  const symbols = Array.from(digits, (letter) => ALPHABET.indexOf(letter));
  if (symbols.includes(-1)) return reject('code_characters');
  if (symbols.length !== CODE_SYMBOLS + 1) return reject('code_length');
  const payload = symbols.slice(0, CODE_SYMBOLS);
  return checkSymbol(payload) === symbols[CODE_SYMBOLS] ? accept(toBytes(payload)) : reject('code_check');
}

function toBytes(symbols: number[]): Uint8Array {
  const bytes = new Uint8Array(CODE_BYTES);
  let pending = 0;
  let bits = 0;
  let length = 0;
  for (const symbol of symbols) {
    pending = ((pending << 5) | symbol) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (pending >> bits) & 0xff;
  }
  return bytes;
}

/**
 * Sum of αⁱ·symbol over GF(32) (x⁵ + x² + 1): one wrong symbol or two swapped symbols always change it. Crockford's own
 * check, modulo 37, needs five more characters (* ~ $ = U) that are hard to find on a phone's keyboard.
 */
function checkSymbol(symbols: number[]): number {
  return symbols.reduce((sum, symbol) => timesAlpha(sum ^ symbol), 0);
}

function timesAlpha(value: number): number {
  return ((value << 1) & 31) ^ (value & 16 ? 5 : 0);
}
