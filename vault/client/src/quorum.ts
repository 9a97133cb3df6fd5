import type { Sleep } from './transport.ts';
import { VaultFailed } from './vault-failed.ts';
import type { VaultFailure } from './vault-client-error.ts';

export type Quorum<T> = {
  /** Vault indices in the order in which they are asked. */
  readonly order: readonly number[];
  readonly needed: number;
  /** After each such delay without enough answers one more vault is asked; null: only when one fails. */
  readonly hedgeMs: number | null;
  readonly sleep: Sleep;
  readonly ask: (index: number, signal: AbortSignal) => Promise<T>;
  readonly report: (failure: VaultFailure) => void;
};

/**
 * Asks `needed` vaults, and another for each that fails or after the hedge delay. Ends with `needed` answers, or as soon
 * as that many cannot be had any more; whatever is still under way is aborted.
 *
 * Rejects only with what is not a vault's failure.
 */
export function gatherQuorum<T>(quorum: Quorum<T>): Promise<{ answers: T[]; failures: VaultFailure[] }> {
  return new Promise((resolve, reject) => {
    const { order, needed, report } = quorum;
    const controller = new AbortController();
    const answers: T[] = [];
    const failures: VaultFailure[] = [];
    let asked = 0;
    let ended = false;

    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      controller.abort();
      settle();
    };

    const askNext = (): void => {
      const index = order[asked];
      if (ended || index === undefined) return;
      asked++;
      quorum.ask(index, controller.signal).then(
        (answer) => {
          if (ended) return;
          answers.push(answer);
          if (answers.length === needed) {
            end(() => {
              resolve({ answers, failures });
            });
          }
        },
        (error: unknown) => {
          if (ended) return;
          if (!(error instanceof VaultFailed)) {
            end(() => {
              reject(error instanceof Error ? error : new Error('asking a vault threw', { cause: error }));
            });
            return;
          }
          const failure = error.asFailure(index);
          failures.push(failure);
          report(failure);
          askNext();
          if (order.length - failures.length < needed) {
            end(() => {
              resolve({ answers, failures });
            });
          }
        },
      );
    };

    const hedge = async (delay: number): Promise<void> => {
      while (asked < order.length) {
        await quorum.sleep(delay, controller.signal);
        askNext();
      }
    };

    for (let i = 0; i < needed; i++) askNext();
    // The wait rejects when the quorum ends first, which is no failure.
    if (quorum.hedgeMs !== null) hedge(quorum.hedgeMs).catch(() => undefined);
  });
}
