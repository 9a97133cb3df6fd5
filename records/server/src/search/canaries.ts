import { createHmac } from 'node:crypto';
import { joinFields, type Bytes } from '@etanche/core-wire';
import type { Logger } from '@etanche/platform';
import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataMetrics } from '../data/data-metrics.ts';

type CanaryDependencies = LeafSources & {
  /** 32 bytes that are not in the database. */
  readonly key: Bytes;
  readonly logger: Logger;
  readonly metrics: DataMetrics;
  /** Makes the vaults freeze a member, with retries. */
  readonly freeze: (practice: string, member: string) => Promise<void>;
};

const label = 'etanche/v1/records/canary';
const find = {
  name: 'canary_scope',
  text: 'SELECT scope_gone(erased_at, erasing_at) AS gone FROM scope WHERE practice = $1 AND scope = $2',
};
const mark = { name: 'canary_mark', text: 'INSERT INTO canary (practice, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING' };
const unmark = { name: 'canary_unmark', text: 'DELETE FROM canary WHERE practice = $1 AND tag = $2 RETURNING tag' };

/** Fictitious patients whose opening raises an alarm and freezes the member who opened them. */
export class Canaries {
  readonly #dependencies: CanaryDependencies;

  constructor(dependencies: CanaryDependencies) {
    this.#dependencies = dependencies;
  }

  /** The name of a canary in the store. */
  tag(practice: string, scope: string): Buffer {
    return createHmac('sha256', this.#dependencies.key)
      .update(joinFields(label, practice, scope))
      .digest();
  }

  /**
   * An attacker who opens files would unmark them first. The audit log records each attempt, and the server's own log
   * records that a canary was unmarked. Neither names the scope, and the answer is the same in both cases.
   *
   * @returns a function that writes the log once the transaction is committed
   * @throws Refusal `not_found`, `erased`
   */
  async set(
    tx: Tx,
    { practice, member, session }: Session,
    scope: string,
    isCanary: boolean,
  ): Promise<() => undefined> {
    const [row] = await rowsOf<{ gone: 'erased' | 'erasing' | null }>(tx, find, [practice, scope]);
    if (row === undefined) throw new Refusal('not_found');
    if (row.gone !== null) throw new Refusal(row.gone);
    const detail = isCanary ? 'marked' : 'unmarked';
    await appendLeaf(tx, practice, { kind: 'canary', member, session, detail }, this.#dependencies);
    const changed = await rowsOf(tx, isCanary ? mark : unmark, [practice, this.tag(practice, scope)]);
    return () => {
      if (!isCanary && changed.length > 0) this.#dependencies.logger.error('canary_unmarked');
      return undefined;
    };
  }

  /**
   * In the transaction of the read, so that the opening is not lost. Every member reads the log, so it names no
   * patient.
   */
  async record(tx: Tx, { practice, member, session }: Session): Promise<void> {
    await appendLeaf(tx, practice, { kind: 'canary', member, session, detail: 'opened' }, this.#dependencies);
  }

  /** After the commit. The caller does not wait for it and cannot detect it. */
  raiseAlarm({ practice, member }: Session): void {
    const { logger, metrics, freeze } = this.#dependencies;
    metrics.canary();
    logger.error('canary_opened');
    freeze(practice, member).catch(() => {
      logger.error('canary_freeze_failed');
    });
  }
}
