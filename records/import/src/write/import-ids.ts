import { labels, sha256, toBase64url, toRecordId, joinFields, utf8, type Bytes } from '@etanche/core-wire';
import { termInput } from '@etanche/core-sealing';
import { createKeyedHash, recordIds, type KeyedHash, type RecordIds } from '@etanche/records-client';
import { foldName, readPatient, type RawResource } from '@etanche/records-fhir';
import type { PersonKeys } from './person-keys.ts';

/**
 * Ids of an import (docs/protocol.md 8.6), derived with the practice's index secret. Without it they look random. An
 * import of the same source derives the same ids, and so finds the records of an earlier import.
 */
export type ImportIds = {
  /** Derives the scopes that a person may have, the scope of a new file first. Costs one evaluation. */
  scopes(keys: PersonKeys): Promise<string[]>;
  /**
   * Derives the journal's keys of a person, without an evaluation. Empty if the Patient alone does not identify the
   * person.
   */
  journalKeys(keys: PersonKeys): Promise<string[]>;
  /**
   * Derives the scope of unassigned resources that one unit opens together, from their common values (`groupFields`).
   */
  unassigned(group: readonly string[]): Promise<string>;
  /** Returns the record ids of one scope. */
  records(scope: string): RecordIds;
  /**
   * Derives the same hash from Patients with the same birth name, first given name, birth date and sex; null if one is
   * unknown.
   */
  identity(patient: RawResource): Promise<string | null>;
};

/** @param evaluate evaluates one input under the key set `search` */
export async function createImportIds(
  indexSecret: Bytes,
  evaluate: (input: Bytes) => Promise<Bytes>,
): Promise<ImportIds> {
  const hash = await createKeyedHash(indexSecret);
  const personHash = withBoundedParts(hash);
  return {
    async scopes({ name, facts, isCertain }) {
      const input = await termInput(
        indexSecret,
        `import-person|${toBase64url(sha256(joinFields(...name.map(boundedPart))))}`,
      );
      const evaluatedHash = withBoundedParts(await createKeyedHash(await evaluate(input)));
      // Several sources may have a Patient with the same text. Each source gets the next number.
      const numbered = isCertain ? facts : sourceNumbers.flatMap((number) => facts.map((fact) => [...fact, number]));
      return Promise.all(
        numbered.map(async (fact) => toRecordId(await evaluatedHash(16, labels.importScope, ...fact))),
      );
    },
    journalKeys: ({ name, facts, isCertain }) => {
      const keys = isCertain ? facts : [];
      return Promise.all(
        keys.map(async (fact) => toBase64url(await personHash(16, labels.importPerson, ...name, ...fact))),
      );
    },
    unassigned: async (group) =>
      toRecordId(await hash(16, labels.importUnassigned, ...group.map((part) => sha256(utf8(part))))),
    records: (scope) => recordIds(hash, scope),
    async identity({ resource }) {
      const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
      const family = foldName(birthFamilyName ?? '');
      const given = foldName(birthGivenNames[0] ?? '');
      if (family === '' || given === '' || birthDate === null) return null;
      return toBase64url(await personHash(16, labels.importIdentity, family, given, birthDate, sex));
    },
  };
}

/**
 * Replaces long names and identifiers by their hash, because a field has at most 65,535 bytes (docs/protocol.md 8.6).
 */
function withBoundedParts(hash: KeyedHash): KeyedHash {
  return (length, ...fields) =>
    hash(length, ...fields.map((field) => (typeof field === 'string' ? boundedPart(field) : field)));
}

function boundedPart(part: string): string {
  return part.length > longestPart ? `sha256 ${toBase64url(sha256(utf8(part)))}` : part;
}

/** Maximum length of a part, in characters. */
const longestPart = 1000;

/** Numbers of the sources that may have a Patient with exactly the same text. */
const sourceNumbers = Array.from({ length: 8 }, (_, number) => String(number));
