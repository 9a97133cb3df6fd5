import { currentVersions, parseList, recordsLimits, type VersionLeaf } from '@etanche/core-records-protocol';
import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import { digest } from '../envelope/digest.ts';
import { cannotOpen, opening } from '../sealing-error.ts';
import { verifyCurrent, verifyHead } from '../scope/head.ts';
import { linkId } from '../scope/link.ts';
import { encodeEntry, parseEntry } from '../scope/pack-content.ts';
import { entryOf, verifyPacks, type SealedPack } from '../scope/pack.ts';
import { pastEntriesByResource, verifyHistory, type PastEntry } from '../scope/version-history.ts';
import type { AuthorKeys, OpenedVersion } from '../scope/version.ts';

/**
 * A patient's file with the signatures that prove it, for another practice (docs/protocol.md 9.5): the heads of all
 * writes that have one of its versions, the packs that introduced them, without content, and the exact encoding of each
 * version.
 */
export type SignedFile = {
  readonly practice: string;
  readonly scope: string;
  /** The newest head, and those of the packs. */
  readonly head: string;
  readonly heads: readonly string[];
  readonly packs: readonly Omit<SealedPack, 'content'>[];
  /** Current versions whose content was destroyed or lost. */
  readonly marked: readonly VersionLeaf[];
  /** Elements (base64url) of later imports, whose links stay with the sender: they contain keys. */
  readonly links: readonly string[];
  /** From `signedVersion`. */
  readonly versions: readonly Bytes[];
};

/** A file whose authors and completeness were verified. */
export type VerifiedFile = {
  /** The newest version of each resource, without deletions and what was destroyed or lost. */
  readonly current: readonly OpenedVersion[];
  /** All versions of each resource in ascending order; `opened` is null where the sender no longer had the content. */
  readonly histories: ReadonlyMap<string, readonly PastEntry[]>;
  /** Number of versions in the histories without content. Their hashes, authors and times are proved all the same. */
  readonly missing: number;
};

/** The exact encoding of a version, whose hash the list of its pack has. */
export function signedVersion(version: OpenedVersion): Bytes {
  return encodeEntry(entryOf(version));
}

/**
 * Verifies that the heads were signed by authors of the practice, that they name the packs, that the packs list the
 * versions, and that the newest head stands for exactly the newest version of each resource, none left out. Only the
 * search index of the file and its links have no content here. A file that no records server would store, by its number
 * of resources or the bytes of its lists, is refused before its versions are read.
 *
 * @param authors keys of members and importers of the practice, from its chain
 * @throws SealingError `cannot_open`
 */
export async function verifySignedFile(file: SignedFile, authors: AuthorKeys): Promise<VerifiedFile> {
  return opening('file of another practice', async () => {
    const { practice, scope } = file;
    const place = { practice, scope };
    requireStorable(file);
    const newest = await verifyHead(file.head, place, authors);
    const heads = await Promise.all(file.heads.map((jws) => verifyHead(jws, place, authors)));
    const packs = file.packs.map((pack): SealedPack => ({ ...pack, content: null }));
    const isForeign = ({ place: of }: SealedPack): boolean =>
      of.practice !== practice || of.scope !== scope || of.carries || of.sequence > newest.sequence;
    if (packs.some(isForeign)) throw cannotOpen('pack of another file');
    await verifyPacks(packs, new Map([...heads, newest].map((head) => [head.sequence, head])));
    const opened = await openVersions(packs, file.versions);
    const listed = packs.map((pack) => ({ ...pack.place, list: pack.list, pack }));
    const ordered = listed.toSorted((a, b) => a.sequence - b.sequence || a.number - b.number);
    const current = currentVersions(ordered, file.marked);
    // Those that are deleted or marked count too: they cost the reader the same, and have no content to bound them.
    if (current.size > recordsLimits.resourcesPerScope) throw cannotOpen('file with too many resources');
    await verifyCurrent(newest, Array.from(current.values()));
    const byHash = new Map(opened.map((version) => [toBase64url(version.hash), version]));
    const silent = new Set([
      scope,
      ...(await Promise.all(file.links.map((each) => linkId(practice, scope, fromBase64url(each, 32))))),
    ]);
    const content: OpenedVersion[] = [];
    for (const { resource, hash, mark } of current.values()) {
      if (mark !== undefined || silent.has(resource)) continue;
      const version = byHash.get(toBase64url(Uint8Array.from(hash)));
      if (version === undefined) throw cannotOpen('file without one of its versions');
      if (version.kind !== 'deletion') content.push(version);
    }
    const listedOf = pastEntriesByResource(packs, opened);
    const histories = new Map<string, readonly PastEntry[]>();
    for (const { resource, mark } of current.values()) {
      if (silent.has(resource)) continue;
      const past = listedOf.get(resource) ?? [];
      if (mark === undefined) verifyHistory(past);
      histories.set(resource, past);
    }
    const past = Array.from(histories.values()).flat();
    return { current: content, histories, missing: past.filter((entry) => entry.opened === null).length };
  });
}

/** @throws SealingError `cannot_open` for lists or marks above the limits of a scope */
function requireStorable({ packs, marked }: SignedFile): void {
  const { listBytesPerScope, resourcesPerScope } = recordsLimits;
  const bytes = packs.reduce((sum, { list }) => sum + list.length, 0);
  if (bytes > listBytesPerScope) throw cannotOpen('file with lists of too many versions');
  if (marked.length > resourcesPerScope) throw cannotOpen('file with too many resources');
}

/** The versions, each with the place of the pack that lists its hash. */
async function openVersions(packs: readonly SealedPack[], encoded: readonly Bytes[]): Promise<OpenedVersion[]> {
  const places = new Map(
    packs.flatMap(({ place, list }) =>
      parseList(list).map(
        ({ resource, version, hash }) =>
          [`${resource}/${version}/${toBase64url(Uint8Array.from(hash))}`, place] as const,
      ),
    ),
  );
  return Promise.all(
    encoded.map(async (bytes) => {
      const hash = await digest(bytes);
      const { resource, version, kind, author, time, previous, blind, bytes: content } = parseEntry(bytes);
      const place = places.get(`${resource}/${version}/${toBase64url(hash)}`);
      if (place === undefined) throw cannotOpen('version that no pack lists');
      if (author !== place.author || time !== place.time) throw cannotOpen('version of another author or time');
      const { sequence: _sequence, number: _number, carries: _carries, ...of } = place;
      return { place: { ...of, resource, version }, kind, previous, blind, bytes: content, hash };
    }),
  );
}
