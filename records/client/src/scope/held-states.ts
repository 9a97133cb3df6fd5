import { RecordsClientError } from '../records-client-error.ts';
import type { ScopeState } from './scope-state.ts';

/** The states in memory: their bytes are zeroed when the session locks. Texts that were made of them go with the collector. */
export type HeldStates = {
  hold(state: ScopeState): ScopeState;
  /** @throws RecordsClientError `locked` */
  requireUnlocked(): void;
};

/** After so many the collected ones are forgotten. */
const sweepEvery = 500;

export function createHeldStates(lockSignal: AbortSignal): HeldStates {
  // Weak: a file that nobody shows any more is not kept for the sake of wiping it.
  let held: WeakRef<ScopeState>[] = [];
  lockSignal.addEventListener('abort', () => {
    for (const state of held) for (const { bytes } of state.deref()?.opened.values() ?? []) bytes.fill(0);
    held = [];
  });
  return {
    hold(state) {
      held.push(new WeakRef(state));
      if (held.length % sweepEvery === 0) held = held.filter((one) => one.deref() !== undefined);
      return state;
    },
    requireUnlocked() {
      if (lockSignal.aborted) throw new RecordsClientError('locked', 'the client is locked');
    },
  };
}
