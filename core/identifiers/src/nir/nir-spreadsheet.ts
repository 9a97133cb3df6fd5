import { nirKey } from './nir-fields.ts';
import { accept, reject, type Parsed } from '../parsed.ts';

const DECIMALS_OF_ZERO = /^(\d{13}|\d{15})[.,]0+$/;
const SCIENTIFIC = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i;

/**
 * Restores a long number from its spreadsheet or data-frame form: `179059933010817.0`, `1,79059933010817E+14`. Rounded
 * digits cannot be restored; they have their own code because the operator can export the file again.
 */
export function undoSpreadsheet(text: string): Parsed<string, 'nir_spreadsheet_rounded' | 'nir_length'> {
  const bare = text.replace(/[\s'’"=]/g, '');
  const decimal = DECIMALS_OF_ZERO.exec(bare);
  if (decimal?.[1] !== undefined) return accept(decimal[1]);
  if (/^(?:\d{8}|\d{10})0{5}$/.test(bare)) return reject('nir_spreadsheet_rounded');
  const scientific = SCIENTIFIC.exec(bare);
  return scientific === null
    ? accept(text)
    : expand(`${scientific[1] ?? ''}${scientific[2] ?? ''}`, Number(scientific[3]) + 1);
}

function expand(digits: string, length: number): ReturnType<typeof undoSpreadsheet> {
  if (length !== 13 && length !== 15) return reject('nir_length');
  if (digits.length >= length) {
    return /^0*$/.test(digits.slice(length)) ? accept(digits.slice(0, length)) : reject('nir_length');
  }
  // The shortest form of a double drops a final zero; the key distinguishes that from rounding.
  const padded = `${digits}0`;
  const confirmed = padded.length === 15 && nirKey(padded.slice(0, 13)) === Number(padded.slice(13));
  return confirmed ? accept(padded) : reject('nir_spreadsheet_rounded');
}
