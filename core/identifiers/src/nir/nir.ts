import { parseNirCarefully } from './nir-careful.ts';
import { nirFromFields, type Nir, type NirErrorCode } from './nir-fields.ts';
import { accept, type Parsed } from '../parsed.ts';

/**
 * NIR (numéro de sécurité sociale): sex 1, year 2, month 2, place 5, order 3, then a key of 2 that may be absent.
 * README.md, "NIR", lists the accepted spellings.
 */
export function parseNir(text: string): Parsed<Nir, NirErrorCode> {
  const plain = parsePlainNir(text);
  return plain === null ? parseNirCarefully(text) : accept(plain);
}

/** The common case, 13 or 15 correct ASCII digits; null if the careful parser has to read the text. */
export function parsePlainNir(text: string): Nir | null {
  if (text.length !== 15 && text.length !== 13) return null;
  let body = 0;
  for (let i = 0; i < 13; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    body = body * 10 + digit;
  }
  const key = 97 - (body % 97);
  const keyGiven = text.length === 15;
  if (keyGiven && (text.charCodeAt(13) !== 48 + Math.floor(key / 10) || text.charCodeAt(14) !== 48 + (key % 10))) {
    return null;
  }
  const nir = nirFromFields(text.slice(0, 13), key, keyGiven);
  return typeof nir === 'string' ? null : nir;
}
