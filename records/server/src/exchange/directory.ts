import {
  exchangeLimits,
  type DirectoryEntry,
  type DirectoryLeaf,
  type IdentityProof,
} from '@etanche/core-exchange-protocol';
import { consistencyRanges } from '@etanche/core-merkle';
import { directoryId, type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, sha256, toBase64url } from '@etanche/core-wire';
import type { AnswerOf, BodyOf, exchangeRoutes, KnownDirectory } from '@etanche/core-records-protocol';
import { appendDirectoryLeaf, appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import { findLog, rangeHashes } from '../audit/audit-log.ts';
import { jwsHash } from '../data/jws-hash.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import {
  findAuthor,
  findIdentities,
  findListed,
  lockListed,
  putListed,
  readLeaves,
  removeListed,
  type ListedRow,
} from './directory-statements.ts';
import { countExchange, dayOf } from './exchange-day.ts';
import type { Peer } from './exchange-config.ts';
import { claimedEntry, readEntry } from './read-statement.ts';

type Routes = typeof exchangeRoutes;

export type DirectoryDependencies = LeafSources & {
  readonly store: Store;
  readonly federation: Federation;
  /** Public key of this server, base64url. */
  readonly server: string;
  readonly peers: readonly Peer[];
};

/** The newest entry of a practice, and the directory that has it. */
export type Listed = {
  readonly entry: DirectoryEntry;
  /** Null for this server's own directory. */
  readonly peer: Peer | null;
};

/** Changes of one practice's entry on a UTC day. */
const changesPerDay = 20;

/** The directory of this server, and the copies of its peers' directories (docs/protocol.md 9.1). */
export class Directory {
  readonly id: string;
  readonly #dependencies: DirectoryDependencies;

  constructor(dependencies: DirectoryDependencies) {
    this.id = directoryId(dependencies.server);
    this.#dependencies = dependencies;
  }

  /** @throws Refusal `signature_refused`, `conflict` if another entry was first, `limit_reached` */
  async publish(session: Session, { entry: jws, sealing }: BodyOf<Routes['publishEntry']>): Promise<void> {
    const { store, now } = this.#dependencies;
    const { practice, member } = session;
    const key = fromBase64url(sealing, undefined);
    const { auth, epoch, identities } = await store.inPractice(practice, async (tx) => {
      const [row] = await rowsOf<{ auth: string; epoch: number }>(tx, findAuthor, [practice, member]);
      if (row === undefined) throw new Refusal('signature_refused');
      return { ...row, identities: await rowsOf<IdentityProof>(tx, findIdentities, [practice]) };
    });
    const entry = await readEntry(jws, auth);
    if (entry.practice !== practice || entry.author !== member || toBase64url(sha256(key)) !== entry.inbox.sealing) {
      throw new Refusal('signature_refused', { detail: 'The entry is not one of this practice and its keys.' });
    }
    if (entry.epoch !== epoch) throw new Refusal('conflict', { detail: 'The entry is of another epoch.' });
    const leaf: DirectoryLeaf = {
      kind: 'entry',
      time: now(),
      entry: jws,
      identities: identities.filter(({ member: of }) => entry.practitioners.some((each) => each.member === of)),
    };
    await this.#change(practice, leaf, async (tx, last) => {
      const previous = last === null ? null : jwsHash(last.entry);
      if (entry.sequence !== (last?.sequence ?? 0) + 1 || entry.previous !== previous) {
        throw new Refusal('conflict', { detail: 'The entry does not follow the newest one.' });
      }
      await rowsOf(tx, putListed, [this.id, practice, entry.sequence, jws, key, now()]);
    });
    await this.#record(session);
  }

  /** @throws Refusal `not_found` if the practice has no entry */
  async remove(session: Session): Promise<void> {
    const { practice } = session;
    await this.#change(practice, { kind: 'removal', time: this.#dependencies.now(), practice }, async (tx, last) => {
      if (last === null || last.removed) throw new Refusal('not_found');
      await rowsOf(tx, removeListed, [this.id, practice, this.#dependencies.now()]);
    });
    await this.#record(session);
  }

  list(): AnswerOf<Routes['directories']> {
    const { server, federation, peers } = this.#dependencies;
    const own: KnownDirectory = { directory: this.id, server, federation };
    return { directories: [own, ...peers] };
  }

  async checkpoint(directory: string): Promise<AnswerOf<Routes['directoryCheckpoint']>> {
    return this.#in(directory, async (tx) => {
      const log = await findLog(tx, directory);
      if (log === null) throw new Refusal('not_found');
      return { note: log.cosigned ?? log.note };
    });
  }

  async leaves(directory: string, from: number): Promise<AnswerOf<Routes['directoryLeaves']>> {
    return this.#in(directory, async (tx) => {
      const { leavesPerAnswer, leafBytesPerAnswer } = exchangeLimits;
      const rows = await rowsOf<{ leaf: string }>(tx, readLeaves, [
        directory,
        from,
        leavesPerAnswer,
        leafBytesPerAnswer,
      ]);
      return { from, leaves: rows.map(({ leaf }) => leaf) };
    });
  }

  async consistency(directory: string, from: number, to: number): Promise<AnswerOf<Routes['directoryConsistency']>> {
    return this.#in(directory, async (tx) => {
      const log = await findLog(tx, directory);
      if (log === null || to > log.size || from < 1 || from > to) throw new Refusal('not_found');
      const path = await rangeHashes(tx, directory, consistencyRanges(from, to));
      return { from, to, path: path.map(toBase64url) };
    });
  }

  /** The X-Wing key of a practice's newest entry. @throws Refusal `not_found` */
  async sealing(directory: string, practice: string): Promise<AnswerOf<Routes['inboxSealingKey']>> {
    return this.#in(directory, async (tx) => {
      const row = await this.#row(tx, directory, practice);
      if (row === null || row.sealing === null || row.removed) throw new Refusal('not_found');
      return { sealing: row.sealing.toString('base64url') };
    });
  }

  /**
   * The newest entry of a practice in any directory, this server's first; null if it is in none. Nothing keeps a peer
   * from listing a practice of another one: the entry with this hash, which the sender's client verified, counts before
   * others.
   */
  async find(practice: string, entry?: string): Promise<Listed | null> {
    const listed = await this.#listed(practice);
    const [first] = listed;
    if (first === undefined || first.peer === null) return first ?? null;
    return listed.find(({ hash }) => hash === entry) ?? first;
  }

  /** The entry of a practice in the directory of the server with this key, or else in any. */
  async findAt(practice: string, server: string | null): Promise<Listed | null> {
    const listed = await this.#listed(practice);
    const { server: own } = this.#dependencies;
    return listed.find(({ peer }) => (peer?.server ?? own) === server) ?? listed[0] ?? null;
  }

  /** Whether the server with this key keeps a practice: another one has no part in those of this server's directory. */
  async isListedBy(practice: string, server: string): Promise<boolean> {
    const listed = await this.#listed(practice);
    if (listed[0]?.peer === null) return server === this.#dependencies.server;
    return listed.some(({ peer }) => peer?.server === server);
  }

  async #listed(practice: string): Promise<(Listed & { readonly hash: string })[]> {
    const { store, peers } = this.#dependencies;
    const listed: (Listed & { readonly hash: string })[] = [];
    for (const [directory, peer] of [
      [this.id, null],
      ...peers.map((each) => [each.directory, each] as const),
    ] as const) {
      const row = await store.inPractice(directory, (tx) => this.#row(tx, directory, practice));
      if (row !== null && !row.removed) listed.push({ entry: claimedEntry(row.entry), peer, hash: jwsHash(row.entry) });
    }
    return listed;
  }

  /** @throws Refusal `not_found` for a directory that this server does not have */
  #in<Result>(directory: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const { store, peers } = this.#dependencies;
    if (directory !== this.id && peers.every((peer) => peer.directory !== directory)) throw new Refusal('not_found');
    return store.inPractice(directory, work);
  }

  async #row(tx: Tx, directory: string, practice: string): Promise<ListedRow | null> {
    return (await rowsOf<ListedRow>(tx, findListed, [directory, practice]))[0] ?? null;
  }

  /** Changes the own directory and appends its leaf, in one transaction. */
  async #change(
    practice: string,
    leaf: DirectoryLeaf,
    work: (tx: Tx, last: ListedRow | null) => Promise<void>,
  ): Promise<void> {
    const { store } = this.#dependencies;
    await store.inPractice(this.id, async (tx) => {
      await rowsOf(tx, lockListed, [practice]);
      const last = await this.#row(tx, this.id, practice);
      await this.#count(tx, practice);
      await work(tx, last);
      await appendDirectoryLeaf(tx, this.id, JSON.stringify(leaf));
    });
  }

  /** @throws Refusal `limit_reached` */
  async #count(tx: Tx, practice: string): Promise<void> {
    const values = [this.id, dayOf(this.#dependencies.now()), practice, 0, changesPerDay, 0];
    if ((await rowsOf(tx, countExchange, values)).length === 0) {
      throw new Refusal('limit_reached', { detail: `at most ${changesPerDay} entries a day` });
    }
  }

  async #record({ practice, member, session }: Session): Promise<void> {
    const { store } = this.#dependencies;
    await store.inPractice(practice, (tx) =>
      appendLeaf(tx, practice, { kind: 'directory_entry', member, session }, this.#dependencies),
    );
  }
}
