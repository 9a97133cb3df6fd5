import { RecordsClientError } from '../records-client-error.ts';
import type { ScopeState } from './scope-state.ts';

/** The states in memory: their bytes are zeroed when the session locks. Texts that were made of them go with the collector. */
export type LoadedStates = {
  add(state: ScopeState): ScopeState;
  /** @throws RecordsClientError `locked` */
  requireUnlocked(): void;
};

/** After so many the collected ones are forgotten. */
const sweepEvery = 500;

export function createLoadedStates(lockSignal: AbortSignal): LoadedStates {
  // Weak: a file that nobody shows any more is not kept for the sake of wiping it.
  let states: WeakRef<ScopeState>[] = [];
  lockSignal.addEventListener('abort', () => {
    for (const state of states) for (const { bytes } of state.deref()?.opened.values() ?? []) bytes.fill(0);
    states = [];
  });
  return {
    add(state) {
      states.push(new WeakRef(state));
      if (states.length % sweepEvery === 0) states = states.filter((one) => one.deref() !== undefined);
      return state;
    },
    requireUnlocked() {
      if (lockSignal.aborted) throw new RecordsClientError('locked', 'the client is locked');
    },
  };
}
