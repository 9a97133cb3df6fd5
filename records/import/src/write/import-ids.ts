import {
  fromRecordId,
  joinFields,
  labels,
  sha256,
  toBase64url,
  toRecordId,
  utf8,
  type Bytes,
} from '@etanche/core-protocol';
import { termInput } from '@etanche/core-sealing';
import { foldName, readPatient, type RawResource } from '@etanche/records-fhir';
import type { PersonKeys } from './person-keys.ts';

/** What the id of a record says of a version to somebody who holds the index secret. */
export type RecordTag = {
  /** Made of what the version holds. */
  readonly content: string;
  /** Seconds since 1970 at which the source wrote the version; 0 where it does not say. */
  readonly time: number;
};

/**
 * Ids of an import (docs/protocol.md 8.6), under the practice's index secret. To somebody without it they are random; an
 * import of the same source finds by them what an earlier one wrote.
 */
export type ImportIds = {
  /** The scopes that a person may have, the one of a new file first. Costs one evaluation. */
  scopes(keys: PersonKeys): Promise<string[]>;
  /** What the journal knows a person by: nothing is evaluated for it. None where a Patient proves nothing by itself. */
  journalKeys(keys: PersonKeys): Promise<string[]>;
  /** Begins the ids of one scope. */
  records(scope: string): RecordIds;
  /** The same for two Patients of one birth name, first given name, birth date and sex; null where one is unknown. */
  identity(patient: RawResource): Promise<string | null>;
};

export type RecordIds = {
  /** The record id of the first version of what the source calls `name`, or of the mark of a later one. */
  version(name: string, version: number, tag: RecordTag): Promise<string>;
  tagOf(text: string, time: number): Promise<RecordTag>;
  /** Finds such a record among those that are held, whatever it holds. */
  find(name: string, version: number, held: ReadonlyMap<string, string>): Promise<Found | null>;
  names(list: Bytes): Promise<string>;
};

type Found = { readonly id: string; readonly tag: RecordTag };

const STABLE_BYTES = 7;
const TIME_BYTES = 4;

/** @param evaluate evaluates one input under the key set `search` */
export async function createImportIds(
  indexSecret: Bytes,
  evaluate: (input: Bytes) => Promise<Bytes>,
): Promise<ImportIds> {
  const own = await hashUnder(indexSecret);
  return {
    async scopes({ name, facts, isCertain }) {
      const input = await termInput(indexSecret, `import-person|${toBase64url(sha256(joinFields(...name)))}`);
      const person = await hashUnder(await evaluate(input));
      // A Patient that proves nothing may be in several sources: each further one gets the next number.
      const numbered = isCertain ? facts : manyNumbers.flatMap((number) => facts.map((fact) => [...fact, number]));
      return Promise.all(numbered.map(async (fact) => toRecordId(await person(16, labels.importScope, ...fact))));
    },
    journalKeys: ({ name, facts, isCertain }) => {
      const keys = isCertain ? facts : [];
      return Promise.all(keys.map(async (fact) => toBase64url(await own(16, labels.importPerson, ...name, ...fact))));
    },
    records: (scope) => recordIds(own, scope),
    async identity({ resource }) {
      const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
      const family = foldName(birthFamilyName ?? '');
      const given = foldName(birthGivenNames[0] ?? '');
      if (family === '' || given === '' || birthDate === null) return null;
      return toBase64url(await own(16, labels.importIdentity, family, given, birthDate, sex));
    },
  };
}

/** So many sources may have a Patient of one and the same text. */
const manyNumbers = Array.from({ length: 8 }, (_, number) => String(number));

type Hash = (length: number, ...fields: readonly (Uint8Array | string)[]) => Promise<Bytes>;

async function hashUnder(secret: Bytes): Promise<Hash> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (length, ...fields) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, joinFields(...fields))).slice(0, length);
}

function recordIds(hash: Hash, scope: string): RecordIds {
  const stable = (name: string, version: number): Promise<Bytes> =>
    hash(STABLE_BYTES, labels.importResource, scope, name, String(version));
  /** Hides the time from somebody without the index secret. */
  const mask = (name: string, version: number, content: string): Promise<Bytes> =>
    hash(TIME_BYTES, labels.importTime, scope, name, String(version), content);
  return {
    async tagOf(text, time) {
      const content = await hash(16 - STABLE_BYTES - TIME_BYTES, labels.importContent, scope, sha256(utf8(text)));
      return { content: toBase64url(content), time };
    },
    async version(name, version, { content, time }) {
      const id = new Uint8Array(16);
      id.set(await stable(name, version));
      const hidden = await mask(name, version, content);
      new DataView(id.buffer).setUint32(STABLE_BYTES, time);
      for (const [i, byte] of hidden.entries()) id[STABLE_BYTES + i] = (id[STABLE_BYTES + i] ?? 0) ^ byte;
      id.set(Buffer.from(content, 'base64url'), STABLE_BYTES + TIME_BYTES);
      return toRecordId(id);
    },
    async find(name, version, held) {
      const id = held.get(toBase64url(await stable(name, version)));
      if (id === undefined) return null;
      const bytes = fromRecordId(id);
      const content = toBase64url(bytes.slice(STABLE_BYTES + TIME_BYTES));
      const hidden = await mask(name, version, content);
      const time = bytes.slice(STABLE_BYTES, STABLE_BYTES + TIME_BYTES).map((byte, i) => byte ^ (hidden[i] ?? 0));
      return { id, tag: { content, time: new DataView(time.buffer).getUint32(0) } };
    },
    names: async (list) => toRecordId(await hash(16, labels.importNames, scope, sha256(list))),
  };
}

/** Record ids by their beginning, which is the same for all that a name may hold. */
export function byBeginning(ids: Iterable<string>): Map<string, string> {
  return new Map(Array.from(ids, (id) => [toBase64url(fromRecordId(id).slice(0, STABLE_BYTES)), id]));
}
