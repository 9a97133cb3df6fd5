import { joinFields, labels, sha256, toRecordId, utf8, type Bytes } from '@etanche/core-protocol';

/** Derives the record id of an imported resource in a scope, by its exact text. */
export type ImportedId = (scope: string, text: string) => Promise<string>;

/**
 * The record ids of imported resources (docs/protocol.md 8.6): the same for an importer and for a doctor who assigns the
 * same text, so that neither adds it a second time.
 *
 * @param indexSecret of the practice, 32 bytes; it may be overwritten afterwards
 */
export async function importedIds(indexSecret: Bytes): Promise<ImportedId> {
  const key = await crypto.subtle.importKey('raw', indexSecret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (scope, text) => {
    const message = joinFields(labels.importResource, scope, sha256(utf8(text)));
    return toRecordId(new Uint8Array(await crypto.subtle.sign('HMAC', key, message)).subarray(0, 16));
  };
}
