import { createKeyedQueue } from '@etanche/core-wire';
import type { ScopeKeys } from '../scope/scope-keys.ts';

/**
 * Runs an importer's work on the same scope one after the other. The keys of a scope are forgotten after each work on it;
 * other work that was sealing with them would fail.
 */
export function createTurns(keys: Pick<ScopeKeys, 'forget'>): <T>(scope: string, work: () => Promise<T>) => Promise<T> {
  const queue = createKeyedQueue();
  return (scope, work) =>
    queue(scope, async () => {
      try {
        return await work();
      } finally {
        keys.forget(scope);
      }
    });
}
