import { labels, sha256, toBase64url, toRecordId, joinFields, utf8, type Bytes } from '@etanche/core-wire';
import { termInput } from '@etanche/core-sealing';
import { hashUnder, recordIds, type KeyedHash, type RecordIds } from '@etanche/records-client';
import { foldName, readPatient, type RawResource } from '@etanche/records-fhir';
import type { PersonKeys } from './person-keys.ts';

/**
 * Ids of an import (docs/protocol.md 8.6), under the practice's index secret. To somebody without it they are random; an
 * import of the same source finds by them what an earlier one wrote.
 */
export type ImportIds = {
  /** The scopes that a person may have, the one of a new file first. Costs one evaluation. */
  scopes(keys: PersonKeys): Promise<string[]>;
  /** What the journal knows a person by: nothing is evaluated for it. None where a Patient proves nothing by itself. */
  journalKeys(keys: PersonKeys): Promise<string[]>;
  /** The scope of unassigned resources that one unit opens together, by what they have in common (`groupOf`). */
  unassigned(group: readonly string[]): Promise<string>;
  /** Begins the ids of one scope. */
  records(scope: string): RecordIds;
  /** The same for two Patients of one birth name, first given name, birth date and sex; null where one is unknown. */
  identity(patient: RawResource): Promise<string | null>;
};

/** @param evaluate evaluates one input under the key set `search` */
export async function createImportIds(
  indexSecret: Bytes,
  evaluate: (input: Bytes) => Promise<Bytes>,
): Promise<ImportIds> {
  const own = await hashUnder(indexSecret);
  const ofPerson = withBoundedParts(own);
  return {
    async scopes({ name, facts, isCertain }) {
      const input = await termInput(
        indexSecret,
        `import-person|${toBase64url(sha256(joinFields(...name.map(boundedPart))))}`,
      );
      const person = withBoundedParts(await hashUnder(await evaluate(input)));
      // A Patient that proves nothing may be in several sources: each further one gets the next number.
      const numbered = isCertain ? facts : manyNumbers.flatMap((number) => facts.map((fact) => [...fact, number]));
      return Promise.all(numbered.map(async (fact) => toRecordId(await person(16, labels.importScope, ...fact))));
    },
    journalKeys: ({ name, facts, isCertain }) => {
      const keys = isCertain ? facts : [];
      return Promise.all(
        keys.map(async (fact) => toBase64url(await ofPerson(16, labels.importPerson, ...name, ...fact))),
      );
    },
    unassigned: async (group) =>
      toRecordId(await own(16, labels.importUnassigned, ...group.map((part) => sha256(utf8(part))))),
    records: (scope) => recordIds(own, scope),
    async identity({ resource }) {
      const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
      const family = foldName(birthFamilyName ?? '');
      const given = foldName(birthGivenNames[0] ?? '');
      if (family === '' || given === '' || birthDate === null) return null;
      return toBase64url(await ofPerson(16, labels.importIdentity, family, given, birthDate, sex));
    },
  };
}

/** Names and identifiers of any length fit fields of at most 65,535 bytes (docs/protocol.md 8.6). */
function withBoundedParts(hash: KeyedHash): KeyedHash {
  return (length, ...fields) =>
    hash(length, ...fields.map((field) => (typeof field === 'string' ? boundedPart(field) : field)));
}

function boundedPart(part: string): string {
  return part.length > longestPart ? `sha256 ${toBase64url(sha256(utf8(part)))}` : part;
}

/** Characters. */
const longestPart = 1000;

/** So many sources may have a Patient of one and the same text. */
const manyNumbers = Array.from({ length: 8 }, (_, number) => String(number));
