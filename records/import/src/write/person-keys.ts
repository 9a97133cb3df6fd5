import { createHash } from 'node:crypto';
import { identifierKeysOf, readPatient, foldName, serverOf } from '@etanche/records-fhir';
import type { Item } from '../units/read-items.ts';

/**
 * What makes a Patient of a later import the same person: the name that the source has for it, and one of `facts` beside it.
 *
 * - an identifier with its system, and the birth date and sex; or
 * - birth date, sex, and the names of birth; or,
 * - where the Patient has neither, its exact text: `isCertain` is false then, since two sources may have the same one.
 *
 * An address, a telephone number or a married name is none of them, so that they may change.
 */
export type PersonKeys = {
  /** Server and id, or the full URL of a Patient without an id. */
  readonly name: readonly string[];
  readonly facts: readonly (readonly string[])[];
  readonly isCertain: boolean;
};

/** Of a Patient with very many identifiers the first ones suffice. */
const mostIdentifiers = 8;

export function personKeys({ resource, fullUrl, text }: Pick<Item, 'resource' | 'fullUrl' | 'text'>): PersonKeys {
  const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
  const [family, given] = [foldName(birthFamilyName ?? ''), foldName(birthGivenNames[0] ?? '')];
  const { id } = resource;
  const own = typeof id === 'string' ? id : fullUrl;
  // An identifier without a system is a number that any source may have given.
  const identifiers = Array.from(identifierKeysOf(resource['identifier'])).filter((key) => !key.startsWith('|'));
  const facts = identifiers
    .sort()
    .slice(0, mostIdentifiers)
    .map((key) => ['identifier', key, birthDate ?? '', sex]);
  if (birthDate !== null && family + given !== '') facts.push(['traits', birthDate, sex, given, family]);
  const isCertain = own !== null && facts.length > 0;
  const exact = ['text', createHash('sha256').update(text).digest('base64url')];
  return { name: [serverOf({ fullUrl }) ?? '', own ?? ''], facts: isCertain ? facts : [exact], isCertain };
}
