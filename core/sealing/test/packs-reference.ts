// Packs of docs/protocol.md 7.4 with node:crypto and node:zlib only.
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { aes, fields, hkdf, join, label, sha256, stream, u32, u64 } from './reference.ts';

export const dictionary = readFileSync(new URL('../../../vectors/pack-dictionary-1.txt', import.meta.url));

export type Place = {
  practice: string;
  scope: string;
  compartment: string;
  sequence: number;
  number: number;
  epoch: number;
  author: string;
  time: number;
  carries: boolean;
  seal?: { element: string; batch: string };
};
export type Entry = { resource: string; version: number; kind: number; previous: Uint8Array; bytes: Uint8Array };
/** The parts of a malformed pack that differ from a good one. */
export type Made = {
  dictionary?: Uint8Array;
  number?: number;
  body?: (good: Buffer) => Buffer;
  deflated?: (good: Buffer) => Buffer;
  plaintext?: (good: Buffer) => Buffer;
  list?: (good: Buffer) => Buffer;
  keyPlace?: Place;
  /** Author and time in the versions, if not those of the pack. */
  by?: Pick<Place, 'author' | 'time'>;
};

export const aadOf = ({ seal, ...at }: Place) =>
  fields(
    ...[label('pack'), at.practice, at.scope, at.compartment, u64(at.sequence), u32(at.number), u32(at.epoch)],
    ...[at.author, u64(at.time), Buffer.of(at.carries ? 1 : 0)],
    ...(seal === undefined ? [] : [Buffer.from(seal.element, 'base64url'), seal.batch]),
  );

/** @param by author and time of the pack that introduced the version */
export const encodeEntry = (
  { resource, version, kind, previous, bytes }: Entry,
  { author, time }: Pick<Place, 'author' | 'time'>,
  blindName: string,
) =>
  join(
    fields(
      ...[label('version'), resource, u32(version), Buffer.of(kind), author, u64(time), previous],
      stream(blindName, 16),
    ),
    bytes,
  );

/** The bytes of a record id: lower-case base32 without padding. */
function idBytes(id: string): Buffer {
  const bits = Array.from(id, (letter) =>
    'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from((bits.slice(0, 128).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** @param named name of the pack in these vectors, from which salt and blinds derive */
export function pack(
  named: string,
  compartmentKey: Uint8Array,
  place: Place,
  entries: readonly Entry[],
  made: Made = {},
) {
  const encoded = entries.map((entry) =>
    encodeEntry(entry, made.by ?? place, `blind ${named} ${entry.resource} ${String(entry.version)}`),
  );
  return packEncoded(named, compartmentKey, place, entries, encoded, made);
}

export function packEncoded(
  named: string,
  compartmentKey: Uint8Array,
  place: Place,
  entries: readonly Pick<Entry, 'resource' | 'version'>[],
  encoded: readonly Uint8Array[],
  made: Made = {},
) {
  const hashes = encoded.map((entry) => sha256(entry));
  const goodList = join(
    ...entries.map(({ resource, version }, i) => join(idBytes(resource), u32(version), hashes[i] ?? Buffer.alloc(0))),
  );
  const goodBody = join(...encoded.map((entry) => join(u32(entry.length), entry)));
  const body = made.body?.(goodBody) ?? goodBody;
  const goodDeflated = deflateRawSync(body, { dictionary: made.dictionary ?? dictionary });
  const deflated = made.deflated?.(goodDeflated) ?? goodDeflated;
  const content = join(Buffer.of(made.number ?? 1), deflated);
  const classes = Array.from({ length: 16 }, (_, k) => [256 * 2 ** k, 384 * 2 ** k]).flat();
  const size = classes.find((each) => each >= content.length + 4) ?? 0;
  const good = join(u32(content.length), content, Buffer.alloc(size - content.length - 4));
  const salt = stream(`salt ${named}`, 32);
  const { sequence, number } = made.keyPlace ?? place;
  const key = hkdf(compartmentKey, salt, fields(label('pack'), u64(sequence), u32(number)));
  const sealed = aes(key, Buffer.alloc(12), aadOf(made.keyPlace ?? place), made.plaintext?.(good) ?? good);
  const list = made.list?.(goodList) ?? goodList;
  const digest = sha256(join(salt, sealed));
  const hash = sha256(fields(label('pack/hash'), aadOf(place), digest, sha256(list)));
  return { place, list, salt, sealed, digest, hash, hashes };
}
