import { createKeyedQueue } from '@etanche/core-wire';
import type { ScopeKeys } from '../scope/scope-keys.ts';

/**
 * Runs an importer's tasks on one scope one after the other. The keys of a scope are deleted after each task, so a
 * second task that was sealing with them would fail.
 */
export function createScopeQueue(
  keys: Pick<ScopeKeys, 'forget'>,
): <T>(scope: string, task: () => Promise<T>) => Promise<T> {
  const queue = createKeyedQueue();
  return (scope, task) =>
    queue(scope, async () => {
      try {
        return await task();
      } finally {
        keys.forget(scope);
      }
    });
}
