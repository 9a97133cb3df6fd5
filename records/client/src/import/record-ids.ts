import {
  fromBase64url,
  fromRecordId,
  joinFields,
  labels,
  sha256,
  toBase64url,
  toRecordId,
  utf8,
  type Bytes,
} from '@etanche/core-wire';

/** What the id of a record says of a version to somebody who holds the index secret. */
export type RecordTag = {
  /** Made of what the version holds. */
  readonly content: string;
  /** Seconds since 1970 at which the source wrote the version; 0 where it does not say. */
  readonly time: number;
};

/** Record ids of imported resources in one scope (docs/protocol.md 8.6): the same for an importer and for a doctor who assigns. */
export type RecordIds = {
  /** The record id of the first version of what the source calls `name`, or of the mark of a later one. */
  version(name: string, version: number, tag: RecordTag): Promise<string>;
  tagOf(text: string, time: number): Promise<RecordTag>;
  /** Finds such a record among those that are held, whatever it holds. */
  find(name: string, version: number, held: ReadonlyMap<string, string>): Promise<Found | null>;
  names(list: Bytes): Promise<string>;
  /** The record id of a resource of the unassigned list, by its exact text. */
  unassigned(text: string): Promise<string>;
};

type Found = { readonly id: string; readonly tag: RecordTag };

const STABLE_BYTES = 7;
const TIME_BYTES = 4;
const CONTENT_BYTES = 16 - STABLE_BYTES - TIME_BYTES;

/** The first `length` bytes of an HMAC of fields, under one secret. */
export type KeyedHash = (length: number, ...fields: readonly (Uint8Array | string)[]) => Promise<Bytes>;

/** @param secret it may be overwritten afterwards */
export async function hashUnder(secret: Bytes): Promise<KeyedHash> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (length, ...fields) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, joinFields(...fields))).slice(0, length);
}

/** @param hash under the index secret of the practice */
export function recordIds(hash: KeyedHash, scope: string): RecordIds {
  const stable = (name: string, version: number): Promise<Bytes> =>
    hash(STABLE_BYTES, labels.importResource, scope, name, String(version));
  /** Hides the time from somebody without the index secret. */
  const mask = (name: string, version: number, content: string): Promise<Bytes> =>
    hash(TIME_BYTES, labels.importTime, scope, name, String(version), content);
  return {
    async tagOf(text, time) {
      const content = await hash(CONTENT_BYTES, labels.importContent, scope, sha256(utf8(text)));
      return { content: toBase64url(content), time };
    },
    async version(name, version, { content, time }) {
      const id = new Uint8Array(16);
      id.set(await stable(name, version));
      const hidden = await mask(name, version, content);
      new DataView(id.buffer).setUint32(STABLE_BYTES, time);
      for (const [i, byte] of hidden.entries()) id[STABLE_BYTES + i] = (id[STABLE_BYTES + i] ?? 0) ^ byte;
      id.set(fromBase64url(content, CONTENT_BYTES), STABLE_BYTES + TIME_BYTES);
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
    unassigned: async (text) => toRecordId(await hash(16, labels.importListed, scope, sha256(utf8(text)))),
    names: async (list) => toRecordId(await hash(16, labels.importNames, scope, sha256(list))),
  };
}

/** Record ids by their beginning, which is the same for all that a name may hold. */
export function byBeginning(ids: Iterable<string>): Map<string, string> {
  return new Map(Array.from(ids, (id) => [toBase64url(fromRecordId(id).slice(0, STABLE_BYTES)), id]));
}
