import { Refusal } from '../http/refusal.ts';
import type { RecordsMetrics } from '../records-metrics.ts';
import { rowsOf, type Store } from '../store/store.ts';
import { readPractice } from './chain-statements.ts';
import { catchUp, unreachableVaults, type CatchUpResult } from './catch-up.ts';
import { readChain, type ReadChain, type VaultReader } from './read-chain.ts';
import { readOrders } from './read-orders.ts';
import { writeChain, type KnownChain, type KnownRow } from './write-chain.ts';

/** Pause after a failed query to the vaults. */
const pauseMs = 2000;

type MembershipDependencies = VaultReader & {
  readonly store: Store;
  readonly metrics: RecordsMetrics;
  readonly freshMs: number;
  readonly mostMs: number;
};

/**
 * Keeps this server's tables equal to the vaults' state of each practice. Its memory contains only running queries and
 * recent failures, which another server on the same store does not need.
 */
export class Membership {
  readonly #dependencies: MembershipDependencies;
  readonly #asking = new Map<string, Promise<boolean>>();
  readonly #failed = new Map<string, number>();

  constructor(dependencies: MembershipDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether the vaults' agreement of that time is used without a query. */
  isFresh(readAt: number): boolean {
    const age = this.#dependencies.now() - readAt;
    // A clock that was set back does not make an old answer recent.
    return age >= 0 && age <= this.#dependencies.freshMs;
  }

  /**
   * Asks the vaults unless the stored state is recent. While they are unreachable, the stored state stays valid for a
   * limited time.
   *
   * @param readAt time of the last agreement, in ms
   * @returns whether the tables may have changed
   * @throws Refusal `vaults_unreachable`
   */
  async keepFresh(practice: string, readAt: number): Promise<boolean> {
    const { now, mostMs } = this.#dependencies;
    const age = now() - readAt;
    if (this.isFresh(readAt)) return false;
    const paused = now() - (this.#failed.get(practice) ?? -pauseMs);
    const good = paused >= 0 && paused < pauseMs ? false : await this.#refreshOnce(practice);
    if (!good && (age < 0 || age > mostMs)) throw new Refusal('vaults_unreachable', { retryAfter: 5 });
    return good;
  }

  /** Asks the vaults now. @throws Refusal `vaults_unreachable` */
  async refresh(practice: string): Promise<void> {
    if (!(await this.#refreshOnce(practice))) throw new Refusal('vaults_unreachable', { retryAfter: 5 });
  }

  /** The vaults' state of a practice that this server lacks, with all its orders. */
  async readNew(
    practice: string,
  ): Promise<{ chain: ReadChain; orders: Awaited<ReturnType<typeof readOrders>> } | null> {
    const chain = await readChain(this.#dependencies, practice);
    return chain === null ? null : { chain, orders: await readOrders(this.#dependencies, practice, chain, null) };
  }

  /** Returns the indices of the vaults that do not answer, also for a practice that they do not have. */
  async unreachableVaults(practice: string): Promise<number[]> {
    return unreachableVaults(this.#dependencies, practice);
  }

  /** Sends vaults their missing orders of a practice. */
  async catchUp(practice: string): Promise<CatchUpResult> {
    return catchUp(this.#dependencies, practice);
  }

  #refreshOnce(practice: string): Promise<boolean> {
    const asking = this.#asking.get(practice) ?? this.#refresh(practice);
    this.#asking.set(practice, asking);
    return asking;
  }

  async #refresh(practice: string): Promise<boolean> {
    const { now, metrics } = this.#dependencies;
    try {
      const good = await this.#read(practice);
      metrics.chainRead(good ? 'agreed' : 'failed');
      if (good) this.#failed.delete(practice);
      else this.#failed.set(practice, now());
      return good;
    } finally {
      this.#asking.delete(practice);
    }
  }

  async #read(practice: string): Promise<boolean> {
    const { store, now } = this.#dependencies;
    const asked = now();
    const known = await store.inPractice(practice, (tx) => rowsOf<KnownRow>(tx, readPractice, [practice]));
    if (known[0] === undefined) return false;
    const { chain_sequence: sequence, chain_head: head, read_at: readAt } = known[0];
    const from: KnownChain = { sequence, head, readAt };
    const chain = await readChain(this.#dependencies, practice);
    // Vaults with an earlier state were restored from copies: their current answer is not the agreed state.
    if (chain === null || chain.view.sequence < from.sequence) return false;
    const orders = await readOrders(this.#dependencies, practice, chain, from);
    if (orders === null) return false;
    await store.inPractice(practice, (tx) => writeChain(tx, practice, chain.view, orders, asked));
    return true;
  }
}
