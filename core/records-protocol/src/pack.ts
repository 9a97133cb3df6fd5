import {
  fromBase64url,
  fromRecordId,
  joinFields,
  labels,
  ProtocolError,
  sha256,
  toRecordId,
  u32,
  u64,
  type Bytes,
} from '@etanche/core-wire';
import { recordsLimits } from './limits.ts';
import type { Compartment } from './scope.ts';

/**
 * Position, author and time of a pack (docs/protocol.md 7.4), all of which are authenticated. `sequence` is that of the
 * head that its write signed, and `number` counts the packs of the write from 0. `carries`: the pack has versions of
 * earlier packs, whose heads prove their authors.
 */
export type PackPlace = {
  readonly practice: string;
  readonly scope: string;
  readonly compartment: Compartment;
  readonly sequence: number;
  readonly number: number;
  readonly epoch: number;
  readonly author: string;
  /** When the author's client sealed it, by its own clock, in ms since 1970. */
  readonly time: number;
  readonly carries: boolean;
  /** Element (base64url) and batch of an importer's pack; absent from packs by members. */
  readonly seal?: { readonly element: string; readonly batch: string };
};

/** A version as the list of its pack names it, in the clear. */
export type ListedVersion = { readonly resource: string; readonly version: number; readonly hash: Uint8Array };

/** Record id, number and hash of a version in an encoded list. */
const ID_BYTES = 16;
const HASH_AT = ID_BYTES + 4;
const LISTED_BYTES = HASH_AT + 32;

/** The AAD of a pack, and part of its hash. Numbers are in range (`isNumbered` of core/sealing). */
export function packAad(place: PackPlace): Bytes {
  const { practice, scope, compartment, sequence, number, epoch, author, time, carries, seal } = place;
  return joinFields(
    ...[labels.pack, practice, scope, compartment, u64(sequence), u32(number), u32(epoch)],
    ...[author, u64(time), Uint8Array.of(carries ? 1 : 0)],
    ...(seal === undefined ? [] : [fromBase64url(seal.element, 32), seal.batch]),
  );
}

/**
 * The hash of a pack in the head of its write, 32 bytes.
 *
 * @param digest SHA-256(salt ‖ sealed), which remains when both are destroyed
 * @param list its encoded list
 */
export function packHash(place: PackPlace, digest: Uint8Array, list: Uint8Array): Bytes {
  return sha256(joinFields(labels.packHash, packAad(place), digest, sha256(list)));
}

/** The list of a pack's versions, 52 bytes each. */
export function encodeList(versions: readonly ListedVersion[]): Bytes {
  const list = new Uint8Array(versions.length * LISTED_BYTES);
  const view = new DataView(list.buffer);
  for (const [i, { resource, version, hash }] of versions.entries()) {
    list.set(fromRecordId(resource), i * LISTED_BYTES);
    view.setUint32(i * LISTED_BYTES + ID_BYTES, version);
    list.set(hash, i * LISTED_BYTES + HASH_AT);
  }
  return list;
}

/**
 * The inverse of `encodeList`, in strictly ascending order (`compareListed`).
 *
 * @param most maximum number of versions
 * @throws ProtocolError `encoding_invalid`
 */
export function parseList(list: Uint8Array, most: number = recordsLimits.versionsPerPack): ListedVersion[] {
  const count = list.length / LISTED_BYTES;
  if (!Number.isInteger(count) || count > most) throw malformed('length');
  const view = new DataView(list.buffer, list.byteOffset);
  const versions: ListedVersion[] = [];
  for (let at = 0; at < list.length; at += LISTED_BYTES) {
    const resource = toRecordId(list.subarray(at, at + ID_BYTES));
    const version = view.getUint32(at + ID_BYTES);
    const last = versions.at(-1);
    if (version === 0) throw malformed('version');
    if (last !== undefined && compareListed(last, { resource, version }) >= 0) throw malformed('order');
    versions.push({ resource, version, hash: list.slice(at + HASH_AT, at + LISTED_BYTES) });
  }
  return versions;
}

/** Whether an encoded list has a version of a resource. @throws ProtocolError `encoding_invalid` */
export function listsResource(list: Uint8Array, resource: string): boolean {
  return parseList(list).some((version) => version.resource === resource);
}

/** The order of versions in a pack: by record id as text, then by version. */
export function compareListed(a: Omit<ListedVersion, 'hash'>, b: Omit<ListedVersion, 'hash'>): number {
  if (a.resource !== b.resource) return a.resource < b.resource ? -1 : 1;
  return a.version - b.version;
}

function malformed(what: string): ProtocolError {
  return new ProtocolError('encoding_invalid', `list of versions with a malformed ${what}`);
}
