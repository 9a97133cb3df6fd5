import { hmac, importHmac } from '@etanche/core-sealing';
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

/** Data of a version that a holder of the index secret can read from its record id. */
export type RecordTag = {
  /** Keyed hash of the text of the version, base64url. */
  readonly content: string;
  /** Time at which the source wrote the version, in seconds since 1970; 0 if unknown. */
  readonly time: number;
};

/**
 * Record ids of imported resources in one scope (docs/protocol.md 8.6). An importer and a doctor derive the same ids.
 */
export type RecordIds = {
  /** Derives the record id of the first version of the resource `name`, or of the mark of a later version. */
  version(name: string, version: number, tag: RecordTag): Promise<string>;
  tagOf(text: string, time: number): Promise<RecordTag>;
  /** Finds the record of a version among stored records (`idsByPrefix`), without knowing its content. */
  find(name: string, version: number, stored: ReadonlyMap<string, string>): Promise<TaggedRecord | null>;
  /** Derives the record id of an encoded list of names. */
  names(list: Bytes): Promise<string>;
  /** Derives the record id of a resource of the unassigned list from its exact text. */
  unassigned(text: string): Promise<string>;
};

type TaggedRecord = { readonly id: string; readonly tag: RecordTag };

const PREFIX_BYTES = 7;
const TIME_BYTES = 4;
const CONTENT_BYTES = 16 - PREFIX_BYTES - TIME_BYTES;

/** Returns the first `length` bytes of the HMAC-SHA-256 of fields under one secret. */
export type KeyedHash = (length: number, ...fields: readonly (Uint8Array | string)[]) => Promise<Bytes>;

/** @param secret copied: the caller may zero it afterwards */
export async function createKeyedHash(secret: Bytes): Promise<KeyedHash> {
  const key = await importHmac(secret);
  return async (length, ...fields) => (await hmac(key, joinFields(...fields))).slice(0, length);
}

/** @param hash keyed with the index secret of the practice */
export function recordIds(hash: KeyedHash, scope: string): RecordIds {
  const prefix = (name: string, version: number): Promise<Bytes> =>
    hash(PREFIX_BYTES, labels.importResource, scope, name, String(version));
  /** Hides the time from anyone without the index secret. */
  const mask = (name: string, version: number, content: string): Promise<Bytes> =>
    hash(TIME_BYTES, labels.importTime, scope, name, String(version), content);
  return {
    async tagOf(text, time) {
      const content = await hash(CONTENT_BYTES, labels.importContent, scope, sha256(utf8(text)));
      return { content: toBase64url(content), time };
    },
    async version(name, version, { content, time }) {
      const id = new Uint8Array(16);
      id.set(await prefix(name, version));
      const hiding = await mask(name, version, content);
      new DataView(id.buffer).setUint32(PREFIX_BYTES, time);
      for (const [i, byte] of hiding.entries()) id[PREFIX_BYTES + i] = (id[PREFIX_BYTES + i] ?? 0) ^ byte;
      id.set(fromBase64url(content, CONTENT_BYTES), PREFIX_BYTES + TIME_BYTES);
      return toRecordId(id);
    },
    async find(name, version, stored) {
      if (stored.size === 0) return null;
      const id = stored.get(toBase64url(await prefix(name, version)));
      if (id === undefined) return null;
      const bytes = fromRecordId(id);
      const content = toBase64url(bytes.slice(PREFIX_BYTES + TIME_BYTES));
      const hiding = await mask(name, version, content);
      const time = bytes.slice(PREFIX_BYTES, PREFIX_BYTES + TIME_BYTES).map((byte, i) => byte ^ (hiding[i] ?? 0));
      return { id, tag: { content, time: new DataView(time.buffer).getUint32(0) } };
    },
    unassigned: async (text) => toRecordId(await hash(16, labels.importListed, scope, sha256(utf8(text)))),
    names: async (list) => toRecordId(await hash(16, labels.importNames, scope, sha256(list))),
  };
}

/** Returns record ids by their prefix, which depends on the name and the number of a version but not on its content. */
export function idsByPrefix(ids: Iterable<string>): Map<string, string> {
  return new Map(Array.from(ids, (id) => [toBase64url(fromRecordId(id).slice(0, PREFIX_BYTES)), id]));
}
