import {
  compareListed,
  encodeList,
  packAad,
  packHash,
  parseList,
  recordsLimits,
  type Head,
  type ListedVersion,
  type PackPlace,
} from '@etanche/core-records-protocol';
import { equalBytes, joinFields, labels, toBase64url, u32, u64, type Bytes } from '@etanche/core-wire';
import { decrypt, encrypt } from '../envelope/aes.ts';
import { hkdfAes } from '../envelope/derive.ts';
import { digest } from '../envelope/digest.ts';
import { draw, type Random } from '../envelope/random.ts';
import type { EngineKey } from '../engine/engine.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes, SealingError } from '../sealing-error.ts';
import {
  BLIND_BYTES,
  encodeEntry,
  encodePlaintext,
  isSealedLength,
  parseEntry,
  parsePlaintext,
  requireContent,
  type PackEntry,
} from './pack-content.ts';
import { isKeyOf, isNumbered, sealedDigest } from './pack-place.ts';
import type { CompartmentKey } from './scope.ts';
import type { OpenedVersion } from './version.ts';

/** A key that seals one pack: its derivation includes a random salt, so that the nonce may be zero. */
const NONCE = new Uint8Array(12);
const SALT_BYTES = 32;

/**
 * A pack as stored by the server. `list` is its encoded list, `digest` its `sealedDigest`. `content` is null if the
 * versions that the reader needs are in a later pack, or the content was destroyed.
 */
export type SealedPack = {
  readonly place: PackPlace;
  readonly list: Bytes;
  readonly digest: Bytes;
  readonly content: { readonly salt: Bytes; readonly sealed: Bytes } | null;
};

/**
 * A version to put into a pack. One that is carried has its author, time and blind; a new one has those of the pack,
 * and its blind is drawn.
 */
export type VersionToPack = Omit<PackEntry, 'author' | 'time' | 'blind'> | PackEntry;

/** `hash` is what the head of the write names. `versions` have the order of the list. */
type PackedVersions = {
  readonly pack: SealedPack & { readonly content: { readonly salt: Bytes; readonly sealed: Bytes } };
  readonly hash: Bytes;
  readonly versions: readonly OpenedEntry[];
};

/** @throws SealingError `argument_invalid` when versions, place and key do not match */
export async function sealPack(
  key: CompartmentKey,
  place: PackPlace,
  versions: readonly VersionToPack[],
  random: Random,
): Promise<PackedVersions> {
  if (!isKeyOf(key, place) || !isNumbered(place)) throw argumentInvalid('the key is of another compartment or epoch');
  if (versions.length < 1 || versions.length > recordsLimits.versionsPerPack)
    throw argumentInvalid(`${versions.length} versions`);
  const sorted = versions.toSorted(compareListed);
  const blinds = draw(random, sorted.length * BLIND_BYTES);
  const entries = await Promise.all(
    sorted.map(async (version, i) => {
      const last = sorted[i - 1];
      if (last !== undefined && compareListed(last, version) === 0) throw argumentInvalid('a version is there twice');
      if (!Number.isInteger(version.version) || version.version < 1 || version.version > 0xffffffff)
        throw argumentInvalid(`version ${version.version}`);
      requireBytes(version.previous, 32, 'previous hash');
      requireContent(version, argumentInvalid);
      if (place.carries !== 'blind' in version)
        throw argumentInvalid('only a carried version has author, time and blind');
      const { author, time } = place;
      const blind = blinds.slice(i * BLIND_BYTES, (i + 1) * BLIND_BYTES);
      const entry = 'blind' in version ? version : { ...version, author, time, blind };
      requireBytes(entry.blind, BLIND_BYTES, 'blind');
      const bytes = encodeEntry(entry);
      return { entry: { ...entry, hash: await digest(bytes) }, bytes };
    }),
  );
  const plaintext = await encodePlaintext(entries.map(({ bytes }) => bytes));
  for (const { bytes } of entries) bytes.fill(0);
  const salt = draw(random, SALT_BYTES);
  const sealed = await encrypt(await packKey(key, place, salt), NONCE, packAad(place), plaintext);
  plaintext.fill(0);
  const packed = entries.map(({ entry }) => entry);
  const list = encodeList(packed);
  const sum = await sealedDigest(salt, sealed);
  const pack = { place, list, digest: sum, content: { salt, sealed } };
  return { pack, hash: packHash(place, sum, list), versions: packed };
}

/**
 * Verifies that the head of each pack's write names the pack, by the same author. Packs that carry versions need no
 * head: the heads of the packs that introduced the versions prove them.
 *
 * @param heads verified heads of the scope (`verifyHead`), by sequence
 * @throws SealingError `cannot_open`
 */
export async function verifyPacks(packs: readonly SealedPack[], heads: ReadonlyMap<number, Head>): Promise<void> {
  await opening('pack', async () => {
    for (const { place, list, digest: sum, content } of packs) {
      if (place.carries) continue;
      const head = heads.get(place.sequence);
      if (head === undefined) throw cannotOpen('pack without the head of its write');
      const isOfHead = head.practice === place.practice && head.scope === place.scope && head.author === place.author;
      if (!isOfHead) throw cannotOpen('pack of another author than its head');
      if (content !== null && !equalBytes(sum, await sealedDigest(content.salt, content.sealed)))
        throw cannotOpen('pack with another digest');
      if (!isNumbered(place)) throw cannotOpen('pack of a place out of range');
      if (head.packs[place.number] !== toBase64url(packHash(place, sum, list)))
        throw cannotOpen('pack that its head does not name');
    }
  });
}

/**
 * Opens the packs that have content, and verifies place, encoding, order and the hash of each version, and that its
 * author and time are those of the pack that introduced it. A carried version that none of the packs introduced is left
 * out; one that two packs introduced, or whose author or time is another, is rejected. To detect missing, old or
 * foreign versions, the caller compares the returned hashes with the current head (`verifyCurrent`). One invalid pack
 * rejects all.
 *
 * @param packs verified by `verifyPacks`
 * @param introduced packs of the same scope, verified before, that may have introduced carried versions
 * @param keyOf the key of a pack's compartment and epoch, or null if the caller has none
 * @returns each version once
 * @throws SealingError `cannot_open`
 */
export async function openPacks(
  packs: readonly SealedPack[],
  introduced: readonly SealedPack[],
  keyOf: (place: PackPlace) => CompartmentKey | null,
): Promise<OpenedVersion[]> {
  return opening('pack', async () => {
    const places = placesOf([...introduced, ...packs]);
    const contents = await openContents(packs, keyOf);
    return once(contents.flatMap((content) => versionsIn(content, places)));
  });
}

/**
 * As `openPacks`, but a pack that does not open rejects no other.
 *
 * @returns each version once, and the packs that did not open
 * @throws SealingError `cannot_open` if two packs introduce a version
 */
export async function openEach(
  packs: readonly SealedPack[],
  introduced: readonly SealedPack[],
  keyOf: (place: PackPlace) => CompartmentKey | null,
): Promise<{ readonly opened: readonly OpenedVersion[]; readonly failed: readonly SealedPack[] }> {
  const places = await opening('pack', () => placesOf([...introduced, ...packs]));
  const failed: SealedPack[] = [];
  const opened = await Promise.all(
    packs.map(async (pack) => {
      try {
        const contents = await opening('pack', () => openContents([pack], keyOf));
        return contents.flatMap((content) => versionsIn(content, places));
      } catch (error) {
        if (!(error instanceof SealingError)) throw error;
        failed.push(pack);
        return [];
      }
    }),
  );
  return { opened: once(opened.flat()), failed };
}

type OpenedPack = { readonly compartment: PackPlace['compartment']; readonly entries: readonly OpenedEntry[] };

/** The versions of a pack that a pack of the same compartment introduced. */
function versionsIn({ compartment, entries }: OpenedPack, places: ReadonlyMap<string, PackPlace>): OpenedVersion[] {
  return entries.flatMap(({ resource, version, kind, author, time, previous, blind, bytes, hash }) => {
    const place = places.get(nameOf({ resource, version, hash }));
    if (place?.compartment !== compartment) return [];
    // A member can sign a pack that names the hash of a colleague's version.
    if (author !== place.author || time !== place.time) throw cannotOpen('version of another author or time');
    const { sequence: _sequence, number: _number, carries: _carries, ...of } = place;
    return [{ place: { ...of, resource, version }, kind, previous, blind, bytes, hash }];
  });
}

function once(versions: readonly OpenedVersion[]): OpenedVersion[] {
  const named = versions.map((each) => {
    const { resource, version } = each.place;
    return [nameOf({ resource, version, hash: each.hash }), each] as const;
  });
  return Array.from(new Map(named).values());
}

/** An opened version as another pack carries it. */
export function entryOf({ place, kind, previous, blind, bytes }: OpenedVersion): PackEntry {
  const { resource, version, author, time } = place;
  return { resource, version, kind, author, time, previous, blind, bytes };
}

/**
 * The versions of the packs that have content, each once, for another pack to carry. Their authors are not verified.
 *
 * @throws SealingError `cannot_open`
 */
export async function openToCarry(
  packs: readonly SealedPack[],
  keyOf: (place: PackPlace) => CompartmentKey | null,
): Promise<PackEntry[]> {
  return opening('pack', async () => {
    const contents = await openContents(packs, keyOf);
    const entries = contents.flatMap(({ entries: each }) => each.map((entry) => [nameOf(entry), entry] as const));
    return Array.from(new Map(entries).values(), ({ hash: _hash, ...entry }) => entry);
  });
}

type OpenedEntry = PackEntry & { readonly hash: Bytes };

async function openContents(
  packs: readonly SealedPack[],
  keyOf: (place: PackPlace) => CompartmentKey | null,
): Promise<OpenedPack[]> {
  const withContent = packs.filter(({ content }) => content !== null);
  return Promise.all(
    withContent.map(async (pack) => ({
      compartment: pack.place.compartment,
      entries: await openPack(pack, keyOf(pack.place)),
    })),
  );
}

async function openPack({ place, list, content }: SealedPack, key: CompartmentKey | null): Promise<OpenedEntry[]> {
  if (content === null) return [];
  const { salt, sealed } = content;
  if (key === null || !isKeyOf(key, place) || !isNumbered(place)) throw cannotOpen('pack of another place');
  if (salt.length !== SALT_BYTES || !isSealedLength(sealed.length)) throw cannotOpen('pack of no size class');
  const listed = parseList(list);
  const plaintext = await decrypt(await packKey(key, place, salt), NONCE, packAad(place), sealed);
  const encoded = await parsePlaintext(plaintext, listed.length);
  const entries: OpenedEntry[] = [];
  for (const [i, bytes] of encoded.entries()) {
    const entry = parseEntry(bytes);
    const named = listed[i];
    if (named?.resource !== entry.resource || named.version !== entry.version) throw cannotOpen('version out of order');
    const hash = await digest(bytes);
    if (!equalBytes(hash, named.hash)) throw cannotOpen('version with another hash');
    entries.push({ ...entry, hash });
    bytes.fill(0);
  }
  return entries;
}

/** The place of the pack that introduced each version, by resource, version and hash. */
function placesOf(packs: readonly SealedPack[]): Map<string, PackPlace> {
  const places = new Map<string, PackPlace>();
  for (const { place, list } of packs) {
    if (place.carries) continue;
    for (const version of parseList(list)) {
      const name = nameOf(version);
      const other = places.get(name);
      if (other !== undefined && !isSamePack(other, place)) throw cannotOpen('version that two packs introduce');
      places.set(name, place);
    }
  }
  return places;
}

function isSamePack(a: PackPlace, b: PackPlace): boolean {
  return equalBytes(packAad(a), packAad(b));
}

function nameOf({ resource, version, hash }: ListedVersion): string {
  return `${resource}/${version}/${toBase64url(hash)}`;
}

async function packKey(key: CompartmentKey, place: PackPlace, salt: Bytes): Promise<EngineKey> {
  return hkdfAes(key.key, salt, joinFields(labels.pack, u64(place.sequence), u32(place.number)));
}
