import type { ScopeKeys } from '../scope/scope-keys.ts';

/**
 * Runs an importer's work on the same scope one after the other, and on different scopes at once. The keys of a scope are
 * forgotten after each work on it; other work that was sealing with them would fail.
 */
export function createTurns(keys: Pick<ScopeKeys, 'forget'>): <T>(scope: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (scope, work) => {
    const alone = async () => {
      try {
        return await work();
      } finally {
        keys.forget(scope);
      }
    };
    const before = last.get(scope);
    const done = before === undefined ? alone() : before.then(alone, alone);
    last.set(scope, done);
    try {
      return await done;
    } finally {
      if (last.get(scope) === done) last.delete(scope);
    }
  };
}
