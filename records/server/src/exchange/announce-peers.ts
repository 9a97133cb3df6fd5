import type { DirectoryLeaf } from '@etanche/core-exchange-protocol';
import { appendDirectoryLeaf } from '../audit/append-leaf.ts';
import { rowsOf, type Store } from '../store/store.ts';
import { findListed, lockListed, putListed, type ListedRow } from './directory-statements.ts';
import type { Peer } from './exchange-config.ts';

/**
 * Appends a leaf to the own directory for each peer that is new or has changed: its members see with which server and
 * vaults they exchange messages, and that all of them see the same.
 */
export async function announcePeers(
  { store, now }: { readonly store: Store; readonly now: () => number },
  directory: string,
  peers: readonly Peer[],
): Promise<void> {
  for (const { directory: peer, name, url, server, federation } of peers) {
    const text = JSON.stringify({ name, url, server, federation });
    await store.inPractice(directory, async (tx) => {
      await rowsOf(tx, lockListed, [peer]);
      const [row] = await rowsOf<ListedRow>(tx, findListed, [directory, peer]);
      if (row?.entry === text) return;
      const time = now();
      const leaf: DirectoryLeaf = { kind: 'peer', time, name, url, server, federation };
      // Peers are rows beside the practices: the id of a directory is no practice's.
      await rowsOf(tx, putListed, [directory, peer, (row?.sequence ?? 0) + 1, text, Buffer.alloc(0), time]);
      await appendDirectoryLeaf(tx, directory, JSON.stringify(leaf));
    });
  }
}
