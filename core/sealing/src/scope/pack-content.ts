import { joinFields, labels, utf8, type Bytes } from '@etanche/core-wire';
import { TAG_BYTES } from '../envelope/aes.ts';
import { platformCompression } from '../envelope/compression.ts';
import { u32 } from '../envelope/derive.ts';
import { sizeClass } from '../envelope/size-class.ts';
import { argumentInvalid, cannotOpen } from '../sealing-error.ts';
import { packDictionary } from './pack-dictionary.ts';
import { RESOURCE_BYTES, versionKinds, type VersionContent, type VersionKind } from './version.ts';

/** Maximum number of bytes to which a pack inflates. */
export const PACK_BYTES = 8 * 1024 * 1024;
export const BLIND_BYTES = 16;
const LENGTH_BYTES = 4;

/** A version in a pack. Its hash is the SHA-256 of its encoding (`encodeEntry`). */
export type PackEntry = VersionContent & { readonly resource: string; readonly version: number; readonly blind: Bytes };

/** The encoding of a version: six fields, and the bytes up to the end. */
export function encodeEntry({ resource, version, kind, previous, blind, bytes }: PackEntry): Bytes {
  const kindByte = Uint8Array.of(versionKinds[kind]);
  const head = joinFields(labels.version, resource, u32(version), kindByte, previous, blind);
  const entry = new Uint8Array(head.length + bytes.length);
  entry.set(head);
  entry.set(bytes, head.length);
  return entry;
}

/** `encodeEntry` has the same length before the bytes in every version. */
const label = utf8(labels.version);
const places = (() => {
  const resource = 2 + label.length + 2;
  const version = resource + 26 + 2;
  const kind = version + 4 + 2;
  const previous = kind + 1 + 2;
  const blind = previous + 32 + 2;
  return { resource, version, kind, previous, blind, bytes: blind + BLIND_BYTES };
})();

/** The label and the length of each field, which are the same in every version, with their places. */
const lengths = (() => {
  const of = { resource: 'a'.repeat(26), version: 1, kind: 'resource', previous: new Uint8Array(32) } as const;
  const entry = encodeEntry({ ...of, blind: new Uint8Array(BLIND_BYTES), bytes: new Uint8Array() });
  const from = [0, places.resource + 26, places.version + 4, places.kind + 1, places.previous + 32];
  const to = [places.resource, places.version, places.kind, places.previous, places.blind];
  return from.map((at, i) => ({ at, bytes: entry.slice(at, to[i]) }));
})();

/**
 * The inverse of `encodeEntry`.
 *
 * @throws SealingError `cannot_open`
 */
export function parseEntry(entry: Bytes): PackEntry {
  if (entry.length < places.bytes) throw cannotOpen(`version of ${entry.length} bytes`);
  const kind = kindNames[(entry[places.kind] ?? 0) - 1];
  if (kind === undefined) throw cannotOpen('version of an unknown kind');
  const resource = String.fromCharCode(...entry.subarray(places.resource, places.resource + 26));
  const parsed = {
    resource,
    version: new DataView(entry.buffer, entry.byteOffset).getUint32(places.version),
    kind,
    previous: entry.slice(places.previous, places.previous + 32),
    blind: entry.slice(places.blind, places.bytes),
    bytes: entry.slice(places.bytes),
  };
  requireContent(parsed, cannotOpen);
  if (lengths.some(({ at, bytes }) => bytes.some((byte, i) => entry[at + i] !== byte)))
    throw cannotOpen('malformed version');
  return parsed;
}

/** @throws what `refuse` makes */
export function requireContent({ kind, bytes }: VersionContent, refuse: (message: string) => Error): void {
  if (bytes.length > RESOURCE_BYTES) throw refuse(`resource of ${bytes.length} bytes`);
  if ((kind === 'deletion') !== (bytes.length === 0)) throw refuse('only a deletion is empty');
}

/**
 * The padded plaintext of a pack: u32(length) ‖ content ‖ zeros up to a size class, where content is the number of the
 * dictionary and the compressed entries, each after its length. The caller zeroes it.
 *
 * @throws SealingError `argument_invalid` for more than `PACK_BYTES`
 */
export async function encodePlaintext(entries: readonly Bytes[]): Promise<Bytes> {
  const length = entries.reduce((sum, entry) => sum + LENGTH_BYTES + entry.length, 0);
  if (length > PACK_BYTES) throw argumentInvalid(`pack of ${length} bytes`);
  const body = new Uint8Array(length);
  let at = 0;
  for (const entry of entries) {
    body.set(u32(entry.length), at);
    body.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  const deflated = await platformCompression().deflate(body, packDictionary.bytes);
  const plaintext = new Uint8Array(sizeClass(LENGTH_BYTES + 1 + deflated.length));
  plaintext.set(u32(1 + deflated.length));
  plaintext[LENGTH_BYTES] = packDictionary.version;
  plaintext.set(deflated, LENGTH_BYTES + 1);
  body.fill(0);
  deflated.fill(0);
  return plaintext;
}

/**
 * The entries in a plaintext, which is in the size class of its length. Zeroes the plaintext; the caller zeroes the
 * entries.
 *
 * @param count number of entries; a pack that inflates to millions of empty ones would exhaust the memory
 * @throws SealingError `cannot_open`
 */
export async function parsePlaintext(plaintext: Bytes, count: number): Promise<Bytes[]> {
  try {
    return await parseEntries(plaintext, count);
  } finally {
    plaintext.fill(0);
  }
}

async function parseEntries(plaintext: Bytes, count: number): Promise<Bytes[]> {
  if (plaintext.length < LENGTH_BYTES) throw cannotOpen(`pack of ${plaintext.length} bytes is too short`);
  const length = new DataView(plaintext.buffer, plaintext.byteOffset).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (length < 1 || sizeClass(end) !== plaintext.length) throw cannotOpen('pack has a malformed length');
  if (plaintext.subarray(end).some((byte) => byte !== 0)) throw cannotOpen('pack is not padded with zeros');
  if (plaintext[LENGTH_BYTES] !== packDictionary.version) throw cannotOpen('pack of an unknown dictionary');
  const deflated = plaintext.slice(LENGTH_BYTES + 1, end);
  const body = await platformCompression().inflate(deflated, packDictionary.bytes, PACK_BYTES);
  deflated.fill(0);
  const view = new DataView(body.buffer, body.byteOffset);
  const entries: Bytes[] = [];
  for (let at = 0; at < body.length;) {
    if (entries.length === count) throw cannotOpen(`more than ${count} versions`);
    if (at + LENGTH_BYTES > body.length) throw cannotOpen('pack ends within a length');
    const next = at + LENGTH_BYTES + view.getUint32(at);
    if (next > body.length) throw cannotOpen('pack ends within a version');
    entries.push(body.subarray(at + LENGTH_BYTES, next));
    at = next;
  }
  if (entries.length < count) throw cannotOpen(`${entries.length} versions of ${count}`);
  return entries;
}

/** True if these bytes can be a sealed pack. Checked before any key is derived. */
export function isSealedLength(length: number): boolean {
  return length > TAG_BYTES && sizeClass(length - TAG_BYTES) === length - TAG_BYTES;
}

/** By their bytes in an encoding, from 1. */
const kindNames = ['resource', 'deletion', 'index', 'link', 'names'] as const satisfies readonly VersionKind[];
