import type { Sleep } from '@etanche/core-wire';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';

export type Quorum<T> = {
  /** Vault indices in the order of the requests. */
  readonly order: readonly number[];
  readonly needed: number;
  /** After each such delay without enough answers one more vault is asked; null: only after a failure. */
  readonly hedgeMs: number | null;
  readonly sleep: Sleep;
  readonly ask: (index: number, signal: AbortSignal) => Promise<T>;
  readonly report: (failure: VaultFailure) => void;
};

/**
 * Asks `needed` vaults, and another after each failure or hedge delay. Ends with `needed` answers, or as soon as that
 * number cannot be reached; the remaining requests are aborted.
 *
 * Rejects only with errors that are not a vault's failure.
 */
export async function gatherQuorum<T>(quorum: Quorum<T>): Promise<{ answers: T[]; failures: VaultFailure[] }> {
  const controller = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      gather(quorum, controller.signal, resolve, reject);
    });
  } finally {
    controller.abort();
  }
}

function gather<T>(
  { order, needed, hedgeMs, sleep, ask, report }: Quorum<T>,
  signal: AbortSignal,
  resolve: (outcome: { answers: T[]; failures: VaultFailure[] }) => void,
  reject: (reason: unknown) => void,
): void {
  const answers: T[] = [];
  const failures: VaultFailure[] = [];
  let asked = 0;
  const ended = (): boolean => signal.aborted;

  const askNext = async (): Promise<void> => {
    const index = order[asked];
    if (ended() || index === undefined) return;
    asked++;
    try {
      const answer = await ask(index, signal);
      if (answers.length < needed) answers.push(answer);
    } catch (error) {
      // Requests aborted at the end also fail, which is not the vault's fault.
      if (ended()) return;
      if (!(error instanceof VaultFailed)) throw error;
      const failure = error.asFailure(index);
      failures.push(failure);
      report(failure);
    }
    if (answers.length === needed || order.length - failures.length < needed) resolve({ answers, failures });
    else if (asked - failures.length < needed) start(askNext);
  };

  const hedge = async (delay: number): Promise<void> => {
    while (asked < order.length) {
      await sleep(delay, signal);
      start(askNext);
    }
  };

  const start = (task: () => Promise<void>): void => {
    task().catch(reject);
  };

  for (let i = 0; i < needed; i++) start(askNext);
  if (hedgeMs !== null) start(() => hedge(hedgeMs));
}
