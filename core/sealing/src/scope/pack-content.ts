import { joinFields, labels, u32, u64, utf8, type Bytes } from '@etanche/core-wire';
import { TAG_BYTES } from '../envelope/aes.ts';
import { padCompressed, unpadCompressed } from '../envelope/padded.ts';
import { sizeClass } from '../envelope/size-class.ts';
import { argumentInvalid, cannotOpen } from '../sealing-error.ts';
import { RESOURCE_BYTES, versionKinds, type VersionContent, type VersionKind } from './version.ts';

/** Maximum number of bytes to which a pack inflates. */
export const PACK_BYTES = 8 * 1024 * 1024;
export const BLIND_BYTES = 16;
const LENGTH_BYTES = 4;
/** Characters of a record id, which are ASCII. */
const ID_LENGTH = 26;

/**
 * A version in a pack. Its hash is the SHA-256 of its encoding (`encodeEntry`), with author and time of the pack that
 * introduced it.
 */
export type PackEntry = VersionContent & {
  readonly resource: string;
  readonly version: number;
  readonly author: string;
  readonly time: number;
  readonly blind: Bytes;
};

/** The encoding of a version: eight fields, and the bytes up to the end. */
export function encodeEntry({ resource, version, kind, author, time, previous, blind, bytes }: PackEntry): Bytes {
  const kindByte = Uint8Array.of(versionKinds[kind]);
  const head = joinFields(labels.version, resource, u32(version), kindByte, author, u64(time), previous, blind);
  const entry = new Uint8Array(head.length + bytes.length);
  entry.set(head);
  entry.set(bytes, head.length);
  return entry;
}

/** `encodeEntry` has the same length before the bytes in every version. */
const label = utf8(labels.version);
const places = (() => {
  const resource = 2 + label.length + 2;
  const version = resource + ID_LENGTH + 2;
  const kind = version + 4 + 2;
  const author = kind + 1 + 2;
  const time = author + ID_LENGTH + 2;
  const previous = time + 8 + 2;
  const blind = previous + 32 + 2;
  return { resource, version, kind, author, time, previous, blind, bytes: blind + BLIND_BYTES };
})();

/** The label and the length of each field, which are the same in every version, with their places. */
const lengths = (() => {
  const id = 'a'.repeat(ID_LENGTH);
  const of = { resource: id, version: 1, kind: 'resource', author: id, time: 0 } as const;
  const bytes = { previous: new Uint8Array(32), blind: new Uint8Array(BLIND_BYTES), bytes: new Uint8Array() };
  const entry = encodeEntry({ ...of, ...bytes });
  const { resource, version, kind, author, time, previous, blind } = places;
  const from = [0, resource + ID_LENGTH, version + 4, kind + 1, author + ID_LENGTH, time + 8, previous + 32];
  const to = [resource, version, kind, author, time, previous, blind];
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
  const idAt = (at: number): string => String.fromCharCode(...entry.subarray(at, at + ID_LENGTH));
  const view = new DataView(entry.buffer, entry.byteOffset);
  const parsed = {
    resource: idAt(places.resource),
    version: view.getUint32(places.version),
    kind,
    author: idAt(places.author),
    // Beyond 2^53 − 1 it is rounded, and equals no time of a pack.
    time: Number(view.getBigUint64(places.time)),
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
  return padCompressed(body).finally(() => body.fill(0));
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
  const body = await unpadCompressed(plaintext, PACK_BYTES, 'pack');
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
