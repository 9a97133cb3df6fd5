import type { KeyObject } from 'node:crypto';
import { nameForms } from '@etanche/core-identifiers';
import type { Bytes } from '@etanche/core-wire';
import type { RowIdentity } from '../read/row-identity.ts';
import type { RowPlan } from '../read/row-plan.ts';
import { keyedId } from '../run-keys.ts';

/** Identifies the person of a row. All ids are 16 bytes that reveal nothing without the key. */
export type PersonId = {
  readonly name: Bytes;
  /** For a row with a number and a birth date: ids under which other rows may look for the same person. */
  readonly knownAs: readonly Bytes[];
  /** For a row that lacks one of the two: the id under which to look for its person. */
  readonly lookFor: Bytes | null;
};

/**
 * Computes the id of the person of a row, so that rows of one person get one letter, and two people with one number get
 * two: from number, birth date and first given name. A row without number or birth date belongs to the only matching
 * person of the file, if there is exactly one; otherwise its person is identified by name and birth date, number,
 * e-mail, telephone or address.
 *
 * @returns null if the row does not distinguish a person
 */
export function personId(
  key: KeyObject,
  identity: RowIdentity,
  cells: readonly string[],
  plan: RowPlan,
): PersonId | null {
  const { nirs, birthDate, given, emails, phones } = identity;
  const name = (...fields: string[]) => keyedId(key, ...fields);
  const keys = plan.keys.flatMap(({ label, column }) => {
    const value = (cells[column] ?? '').trim();
    return value === '' ? [] : [name('key', label, value)];
  });
  const forms = identity.names.flatMap((spelling) => nameForms(spelling)).sort();
  const [form = ''] = forms;
  const [nir] = nirs;
  if (nir !== undefined && birthDate !== '') {
    const knownAs = [name('number', nir, given), ...forms.map((each) => name('name', each, birthDate)), ...keys];
    return { name: name('nir', nir, birthDate, given), knownAs, lookFor: null };
  }
  if (nir !== undefined) return { name: name('nir', nir, '', given), knownAs: [], lookFor: name('number', nir, given) };
  if (form !== '' && birthDate !== '') {
    const own = name('name', form, birthDate);
    return { name: own, knownAs: keys, lookFor: own };
  }
  const alone = (...fields: string[]): PersonId => ({ name: name(...fields), knownAs: [], lookFor: null });
  const [joined] = keys;
  if (joined !== undefined) return { name: joined, knownAs: [], lookFor: joined };
  const [email] = emails;
  if (email !== undefined) return alone('email', email, form);
  const [phone] = phones;
  if (phone !== undefined) return alone('phone', phone, form);
  const address = plan.address.map((column) => plainText(cells[column] ?? '')).filter((text) => text !== '');
  return form !== '' && address.length > 0 ? alone('address', form, ...address) : null;
}

function plainText(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters.slice(0, 200);
}
