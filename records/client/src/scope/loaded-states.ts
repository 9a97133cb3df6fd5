import { RecordsClientError } from '../records-client-error.ts';
import type { ScopeState } from './scope-state.ts';

/**
 * The scope states in memory. Their bytes are zeroed when the session locks; strings decoded from them are left to the
 * garbage collector.
 */
export type LoadedStates = {
  add(state: ScopeState): ScopeState;
  /** @throws RecordsClientError `locked` */
  requireUnlocked(): void;
};

/** Number of added states after which collected ones are removed. */
const sweepEvery = 500;

export function createLoadedStates(lockSignal: AbortSignal): LoadedStates {
  // Weak references, so that a file that is no longer shown can be collected.
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
