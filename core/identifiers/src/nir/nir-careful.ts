import { nirFromFields, nirKey, type Nir, type NirErrorCode } from './nir-fields.ts';
import { undoSpreadsheet } from './nir-spreadsheet.ts';
import { accept, reject, type Parsed } from '../parsed.ts';
import { tidy } from '../tidy.ts';

const LONGEST_TEXT = 64;
const SEPARATORS = /[\s.,/_:'’‘"=]|\p{Pd}/gu;

/** A NIR in any spelling of README.md. */
export function parseNirCarefully(text: string): Parsed<Nir, NirErrorCode> {
  const read = readNir(text);
  if (!read.ok) return read;
  const { nir, writtenKey } = read.value;
  return writtenKey === null || writtenKey === nir.key ? accept(nir) : reject('nir_key');
}

/**
 * Reads a NIR and its written key without comparing them: some ANS test identities have wrong keys. `writtenKey` is
 * null if the text has no key.
 */
export function readNir(text: string): Parsed<{ nir: Nir; writtenKey: number | null }, NirErrorCode> {
  if (text.length > LONGEST_TEXT) return reject('nir_too_long');
  const number = undoSpreadsheet(tidy(text));
  if (!number.ok) return number;
  const compact = number.value.replace(SEPARATORS, '').toUpperCase();
  if (compact === '') return reject('nir_empty');
  if (!/^[0-9ABOIL]+$/.test(compact)) return reject('nir_characters');
  if (compact.length === 14) return readWithLostZero(compact);
  if (compact.length !== 13 && compact.length !== 15) return reject('nir_length');
  return /[OIL]/.test(compact) ? readWithLookAlikes(compact) : readExact(compact);
}

function readExact(compact: string): Parsed<{ nir: Nir; writtenKey: number | null }, NirErrorCode> {
  if (!/^\d{5}(?:\d\d|2[AB])\d+$/.test(compact)) return reject('nir_characters');
  const keyGiven = compact.length === 15;
  const canonical = compact.slice(0, 13);
  const nir = nirFromFields(canonical, nirKey(canonical), keyGiven);
  if (typeof nir === 'string') return reject(nir);
  return accept({ nir, writtenKey: keyGiven ? Number(compact.slice(13)) : null });
}

/** Letters O, I and L typed for 0, 1 and 1: accepted only if a key confirms the number. */
function readWithLookAlikes(compact: string): ReturnType<typeof readExact> {
  const read = readExact(compact.replaceAll('O', '0').replace(/[IL]/g, '1'));
  return read.ok && read.value.writtenKey === read.value.nir.key ? read : reject('nir_characters');
}

/** A key in a numeric column loses its leading zero (07 becomes 7): accepted only if it is the right key. */
function readWithLostZero(compact: string): ReturnType<typeof readExact> {
  const read = readExact(`${compact.slice(0, 13)}0${compact.slice(13)}`);
  return read.ok && read.value.writtenKey === read.value.nir.key ? read : reject('nir_length');
}
