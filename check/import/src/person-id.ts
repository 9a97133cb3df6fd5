import { nameForms } from '@etanche/core-identifiers';
import { keyedName } from './run-keys.ts';
import type { RowIdentity } from './row-identity.ts';
import type { RowPlan } from './row-plan.ts';
import type { Bytes } from '@etanche/core-protocol';

/**
 * Names the person of a row, so that rows of one person get one letter and two people under one number get two: by number,
 * birth date and first given name; or else by name and birth date; or else by e-mail, telephone or address with the name.
 *
 * @returns 16 bytes, or null when the row says too little to tell anybody from anybody
 */
export function personId(
  key: Uint8Array,
  identity: RowIdentity,
  cells: readonly string[],
  plan: RowPlan,
): Bytes | null {
  const { nirs, birthDate, given, emails, phones } = identity;
  const [form = ''] = identity.names.flatMap((name) => nameForms(name)).sort();
  const [nir] = nirs;
  if (nir !== undefined) return keyedName(key, 'nir', nir, birthDate, given);
  if (form !== '' && birthDate !== '') return keyedName(key, 'name', form, birthDate);
  const [email] = emails;
  if (email !== undefined) return keyedName(key, 'email', email, form);
  const [phone] = phones;
  if (phone !== undefined) return keyedName(key, 'phone', phone, form);
  const address = plan.address.map((column) => plainText(cells[column] ?? '')).filter((text) => text !== '');
  return form !== '' && address.length > 0 ? keyedName(key, 'address', form, ...address) : null;
}

function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 200);
}
