import { directoryLeafSchema, type DirectoryLeaf } from '@etanche/core-exchange-protocol';
import { parseCheckpoint, parseNote, verifyNote } from '@etanche/core-merkle';
import { logOrigin } from '@etanche/core-vault-protocol';
import { fromBase64url, parseShape, sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import { addLeaves, growLog, keepCosigned, takeTurn } from '../audit/log-statements.ts';
import { findLog } from '../audit/audit-log.ts';
import { growTree } from '../audit/number-leaves.ts';
import { rowsOf, type Store } from '../store/store.ts';
import { keepSealing, listEntries, putListed, removeListed } from './directory-statements.ts';
import type { ExchangeConfig, Peer } from './exchange-config.ts';
import type { PeerClient } from './peer-client.ts';
import { claimedEntry } from './read-statement.ts';

type SyncDependencies = {
  readonly store: Store;
  readonly peers: PeerClient;
  readonly config: Pick<ExchangeConfig, 'syncBytes'>;
  readonly now: () => number;
};

/**
 * Repeats the new leaves of a peer's directory here, if they give the root of the peer's newest checkpoint. Clients
 * verify the vaults' cosignatures themselves; a server that believed a peer's signature alone deceives nobody.
 *
 * @throws PeerError; MerkleError or RangeError for a directory that contradicts itself, of which nothing is stored
 */
export async function syncPeer({ store, peers, config, now }: SyncDependencies, peer: Peer): Promise<void> {
  const { directory } = peer;
  const { note } = await peers.checkpoint(peer);
  const { size, root } = await readCheckpoint(peer, note);
  const log = await store.inPractice(directory, (tx) => findLog(tx, directory));
  let from = log?.size ?? 0;
  const leaves: string[] = [];
  let bytes = 0;
  while (from < size) {
    const page = (await peers.leaves(peer, from)).leaves.slice(0, size - from);
    if (page.length === 0) throw new RangeError('a peer has fewer leaves than its checkpoint');
    leaves.push(...page);
    from += page.length;
    bytes += page.reduce((sum, leaf) => sum + leaf.length, 0);
    // The root is known only with the last leaf, and nothing is stored before.
    if (bytes > config.syncBytes) throw new RangeError('a peer has more bytes of leaves than one read takes');
  }
  const read = leaves.map((leaf) => parseShape(directoryLeafSchema, JSON.parse(leaf), 'leaf of a directory'));
  await store.inPractice(directory, async (tx) => {
    const [turn] = await rowsOf<{ mine: boolean }>(tx, takeTurn, [directory]);
    const current = await findLog(tx, directory);
    if (turn?.mine !== true || (current?.size ?? 0) !== (log?.size ?? 0) || size < (current?.size ?? 0)) return;
    if (leaves.length > 0) {
      const grown = await growTree(tx, directory, size - leaves.length, leaves);
      if (toBase64url(grown) !== toBase64url(root)) throw new RangeError('the leaves of a peer give another root');
      await rowsOf(tx, addLeaves, [directory, size - leaves.length, leaves, leaves.map(() => null)]);
      await rowsOf(tx, growLog, [directory, size, root, note]);
      for (const leaf of read) {
        const change = changeOf(leaf, directory, now());
        if (change !== null) await rowsOf(tx, change.statement, change.values);
      }
    }
    if (size > 0) await rowsOf(tx, keepCosigned, [directory, 1, size, note]);
  });
  await fetchSealingKeys({ store, peers }, peer);
}

async function readCheckpoint({ directory, server }: Peer, text: string): Promise<{ size: number; root: Uint8Array }> {
  const origin = logOrigin(directory, 1);
  const note = parseNote(text);
  await verifyNote(note, { name: origin, publicKey: fromBase64url(server, 32) });
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== origin) throw new RangeError('a peer has a checkpoint of another log');
  return checkpoint;
}

function changeOf(leaf: DirectoryLeaf, directory: string, now: number) {
  if (leaf.kind === 'removal') return { statement: removeListed, values: [directory, leaf.practice, now] };
  if (leaf.kind !== 'entry') return null;
  const { practice, sequence } = claimedEntry(leaf.entry);
  return { statement: putListed, values: [directory, practice, sequence, leaf.entry, null, now] };
}

/** The X-Wing keys of new entries; one that does not fit its entry is not stored, and asked for again. */
async function fetchSealingKeys(
  { store, peers }: Pick<SyncDependencies, 'store' | 'peers'>,
  peer: Peer,
): Promise<void> {
  const { directory } = peer;
  const rows = await store.inPractice(directory, (tx) =>
    rowsOf<{ listed: string; entry: string }>(tx, listEntries, [directory]),
  );
  for (const { listed, entry } of rows) {
    const key = fromBase64url((await peers.sealing(peer, listed)).sealing, undefined);
    if (!isKeyOf(key, entry)) continue;
    await store.inPractice(directory, (tx) => rowsOf(tx, keepSealing, [directory, listed, key, entry]));
  }
}

function isKeyOf(key: Bytes, entry: string): boolean {
  return toBase64url(sha256(key)) === claimedEntry(entry).inbox.sealing;
}
