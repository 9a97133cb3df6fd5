import { joinFields, labels, sha256, toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-protocol';
import { foldName, readPatient, type RawResource } from '@etanche/records-fhir';

/**
 * Ids of an import: keyed hashes of what is imported, under the practice's index secret. To whoever does not hold it they
 * are random; who imports the same source again writes nothing twice.
 */
export type ImportIds = {
  /** The scope of a patient, by the exact text of its Patient. */
  scope(patient: RawResource): Promise<string>;
  /** The record id of a resource of a scope, by its exact text. */
  resource(scope: string, resource: RawResource): Promise<string>;
  /** The same for two Patients of one birth name, first given name, birth date and sex; null where one is unknown. */
  identity(patient: RawResource): Promise<string | null>;
};

export async function createImportIds(indexSecret: Bytes): Promise<ImportIds> {
  const key = await crypto.subtle.importKey('raw', indexSecret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const hash = async (...fields: readonly (Uint8Array | string)[]): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, joinFields(...fields))).subarray(0, 16);
  return {
    scope: async ({ text }) => toRecordId(await hash(labels.importScope, sha256(utf8(text)))),
    resource: async (scope, { text }) => toRecordId(await hash(labels.importResource, scope, sha256(utf8(text)))),
    async identity({ resource }) {
      const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
      const family = foldName(birthFamilyName ?? '');
      const given = foldName(birthGivenNames[0] ?? '');
      if (family === '' || given === '' || birthDate === null) return null;
      return toBase64url(await hash(labels.importIdentity, family, given, birthDate, sex));
    },
  };
}
