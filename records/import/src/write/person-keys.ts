import { createHash } from 'node:crypto';
import { identifierKeysOf, readPatient, foldName, serverOf } from '@etanche/records-fhir';
import type { Item } from '../units/read-items.ts';

/**
 * Keys of a person. A Patient of a later import is the same person if the source gives it the same name and one of
 * `facts` is equal:
 *
 * - an identifier with its system, and the birth date and sex; or
 * - the birth date, sex, and birth names; or,
 * - if the Patient has neither, its exact text. `isCertain` is then false, because two sources may have the same text.
 *
 * Addresses, telephone numbers and married names are not keys, because they change.
 */
export type PersonKeys = {
  /** Server and id, or the full URL of a Patient without an id. */
  readonly name: readonly string[];
  readonly facts: readonly (readonly string[])[];
  readonly isCertain: boolean;
};

/** Maximum number of identifiers that are used as keys. */
const mostIdentifiers = 8;

export function personKeys({ resource, fullUrl, text }: Pick<Item, 'resource' | 'fullUrl' | 'text'>): PersonKeys {
  const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
  const [family, given] = [foldName(birthFamilyName ?? ''), foldName(birthGivenNames[0] ?? '')];
  const { id } = resource;
  const own = typeof id === 'string' ? id : fullUrl;
  // An identifier without a system is a number that several sources may use.
  const identifiers = Array.from(identifierKeysOf(resource['identifier'])).filter((key) => !key.startsWith('|'));
  const facts = identifiers
    .sort()
    .slice(0, mostIdentifiers)
    .map((key) => ['identifier', key, birthDate ?? '', sex]);
  if (birthDate !== null && family + given !== '') facts.push(['traits', birthDate, sex, given, family]);
  const isCertain = own !== null && facts.length > 0;
  const textFact = ['text', createHash('sha256').update(text).digest('base64url')];
  return { name: [serverOf({ fullUrl }) ?? '', own ?? ''], facts: isCertain ? facts : [textFact], isCertain };
}
