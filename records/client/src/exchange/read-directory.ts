import {
  directoryEntrySchema,
  directoryLeafSchema,
  type DirectoryEntry,
  type DirectoryLeaf,
  type IdentityProof,
} from '@etanche/core-exchange-protocol';
import {
  createRunningRoot,
  leafHash,
  MerkleError,
  parseCheckpoint,
  parseNote,
  verifyNote,
  type Checkpoint,
} from '@etanche/core-merkle';
import { directoryId, logOrigin, type Federation } from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  object,
  parseShape,
  ProtocolError,
  splitCompact,
  toBase64url,
  utf8,
} from '@etanche/core-wire';
import { cosignersOf } from '../audit/cosigners.ts';
import type { RecordsClient } from '../session/client.ts';
import { DataError, unavailable, untrusted } from '../data/data-error.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { chainOf } from './chain-of.ts';

/** A records server that keeps a directory. `name` is absent for the own one. */
type KnownServer = {
  readonly directory: string;
  readonly server: string;
  readonly federation: Federation;
  readonly name?: string;
};

/**
 * The newest entry of a practice in a directory. Its signature is not verified yet: `verifyCorrespondent` does that
 * with the practice's vaults.
 */
export type Listing = {
  readonly entry: DirectoryEntry;
  readonly jws: string;
  /** Proofs of identity as the practice's records server states them. */
  readonly identities: readonly IdentityProof[];
  readonly directory: KnownServer;
  /** The practice has left the directory since. */
  readonly isRemoved: boolean;
};

const rememberedSchema = object({
  size: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  root: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 },
});

/**
 * Reads every leaf of the own server's directory and of its peers', and verifies that each is the log that its vaults
 * cosigned and that it continues the one that this device saw before.
 *
 * @returns the newest entry of each practice; the own directory counts before a peer's, and between peers the one that
 *   keeps the practice, by its chain
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function readDirectories(client: RecordsClient): Promise<ReadonlyMap<string, Listing>> {
  const { chain } = await client.practice.state();
  const { federation } = client.practice;
  const own: KnownServer = { directory: directoryId(chain.server), server: chain.server, federation };
  const leaves = await readLog(client, own);
  const listings = new Map<string, Listing>();
  const several = new Map<string, Listing[]>();
  for (const peer of peersIn(leaves)) {
    for (const [practice, listing] of listingsOf(await readLog(client, peer), peer)) {
      const known = listings.get(practice);
      if (known === undefined) listings.set(practice, listing);
      else several.set(practice, [...(several.get(practice) ?? [known]), listing]);
    }
  }
  const ownListings = listingsOf(leaves, own);
  for (const [practice, found] of several) {
    const keeper = ownListings.has(practice) ? null : await kept(client, found);
    if (keeper !== null) listings.set(practice, keeper);
  }
  for (const [practice, listing] of ownListings) listings.set(practice, listing);
  return listings;
}

/** The peer whose key the practice's chain has, where several list it; a peer could hide practices of another one. */
async function kept(client: RecordsClient, found: readonly Listing[]): Promise<Listing | null> {
  for (const listing of found) {
    try {
      if ((await chainOf(client, listing.entry)).server === listing.directory.server) return listing;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
    }
  }
  return null;
}

/** The peers that the own directory names, so that everybody who reads it sees the same ones. */
function peersIn(leaves: readonly DirectoryLeaf[]): KnownServer[] {
  const peers = new Map<string, KnownServer>();
  for (const leaf of leaves) {
    if (leaf.kind !== 'peer') continue;
    const { name, server, federation } = leaf;
    peers.set(server, { directory: directoryId(server), server, federation, name });
  }
  return Array.from(peers.values());
}

/**
 * The newest entry of each practice. An entry counts only with a greater sequence than those before it: a server that
 * repeats an old one, which a doctor did sign, would have messages sealed to the keys of an earlier epoch.
 */
export function listingsOf(leaves: readonly DirectoryLeaf[], directory: KnownServer): Map<string, Listing> {
  const listings = new Map<string, Listing>();
  for (const leaf of leaves) {
    if (leaf.kind === 'removal') {
      const removed = listings.get(leaf.practice);
      if (removed !== undefined) listings.set(leaf.practice, { ...removed, isRemoved: true });
    }
    if (leaf.kind !== 'entry') continue;
    const entry = entryOf(leaf.entry);
    // One that cannot be read hides no other practice.
    if (entry === null || entry.sequence <= (listings.get(entry.practice)?.entry.sequence ?? 0)) continue;
    const { entry: jws, identities } = leaf;
    listings.set(entry.practice, { entry, jws, identities, directory, isRemoved: false });
  }
  return listings;
}

function entryOf(jws: string): DirectoryEntry | null {
  try {
    const payload: unknown = JSON.parse(fromUtf8(fromBase64url(splitCompact(jws).payload, undefined)));
    return parseShape(directoryEntrySchema, payload, 'entry');
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function readLog(client: RecordsClient, known: KnownServer): Promise<DirectoryLeaf[]> {
  const { memory } = client.environment;
  const params = { directory: known.directory };
  const checkpoint = await readCheckpoint(client, known);
  const key = `etanche/${client.practice.id}/directory/${known.directory}`;
  const text = await memory.get(key);
  const before = text === null ? null : parseShape(rememberedSchema, JSON.parse(text), 'the remembered directory');
  if (before !== null && (checkpoint?.size ?? 0) < before.size) throw untrusted('a directory that shrank');
  if (checkpoint === null) return [];
  const running = createRunningRoot();
  const leaves: DirectoryLeaf[] = [];
  while (running.size() < checkpoint.size) {
    const from = running.size();
    const page = await client.session.call('directoryLeaves', { params, query: { from } });
    if (page.from !== from || page.leaves.length === 0) throw untrusted('a directory without its leaves');
    for (const leaf of page.leaves.slice(0, checkpoint.size - from)) {
      running.add(leafHash(utf8(leaf)));
      if (running.size() === before?.size && toBase64url(Uint8Array.from(running.root())) !== before.root) {
        throw untrusted('a directory that does not continue the one seen before');
      }
      leaves.push(parseLeaf(leaf));
    }
  }
  const root = toBase64url(Uint8Array.from(running.root()));
  if (root !== toBase64url(Uint8Array.from(checkpoint.root))) throw untrusted('a directory with other leaves');
  if (checkpoint.size > 0) await memory.set(key, JSON.stringify({ size: checkpoint.size, root }));
  return leaves;
}

function parseLeaf(text: string): DirectoryLeaf {
  try {
    return parseShape(directoryLeafSchema, JSON.parse(text), 'leaf of a directory');
  } catch (cause) {
    throw untrusted('a malformed leaf of a directory', cause);
  }
}

/** The newest checkpoint that the server signed and t vaults cosigned; null before the first leaf. */
async function readCheckpoint(
  { session }: RecordsClient,
  { directory, server, federation }: KnownServer,
): Promise<Checkpoint | null> {
  const answer = await session.call('directoryCheckpoint', { params: { directory } }).catch((error: unknown) => {
    if (error instanceof RecordsClientError && error.code === 'not_found') return null;
    throw error;
  });
  if (answer === null) return null;
  const { note: text } = answer;
  try {
    const origin = logOrigin(directory, 1);
    const note = parseNote(text);
    const checkpoint = parseCheckpoint(note.text);
    if (checkpoint.origin !== origin) throw untrusted('a checkpoint of another directory');
    await verifyNote(note, { name: origin, publicKey: fromBase64url(server, 32) });
    const { vaults } = await cosignersOf(note, federation);
    if (vaults.length < federation.threshold) throw unavailable('cosignatures of the directory');
    return checkpoint;
  } catch (error) {
    if (error instanceof MerkleError) throw untrusted('a checkpoint of the directory', error);
    throw error;
  }
}
