import { toBase64url, type Bytes } from '@etanche/core-protocol';
import {
  compartmentKey,
  roleOf,
  scopeInput,
  type Compartment,
  type CompartmentKey,
  type ScopePurpose,
} from '@etanche/core-sealing';
import type { Unlocked } from '../../session/unlocked.ts';
import type { DataOptions, Evaluate } from '../data-context.ts';
import { checking } from '../checking.ts';
import { traced } from '../trace.ts';

/** One scope, and what opens it. */
export type ScopeName = { readonly purpose: ScopePurpose; readonly scope: string };

/** Evaluations and compartment keys of the scopes opened last, in memory until the lock. */
export type ScopeKeys = {
  /** Evaluates the scope, unless that was done since the last lock. @throws DataError */
  unlock(name: ScopeName, quota?: 'emergency'): Promise<void>;
  /**
   * The key of a compartment of a scope that `unlock` has given.
   *
   * @param erasure as the server keeps it, 32 bytes
   */
  compartment(name: ScopeName, erasure: Bytes, compartment: Compartment, epoch: number): Promise<CompartmentKey>;
  forget(scope: string): void;
};

type Kept = { readonly evaluated: Promise<Bytes>; readonly compartments: Map<string, Promise<CompartmentKey>> };

export function createScopeKeys(unlocked: Unlocked, evaluate: Evaluate, options: DataOptions): ScopeKeys {
  // A Map keeps its order: what was used last is put at the end, and the first goes when there are too many.
  const kept = new Map<string, Kept>();
  const drop = (scope: string): void => {
    const found = kept.get(scope);
    kept.delete(scope);
    found?.evaluated.then(
      (bytes) => bytes.fill(0),
      () => undefined,
    );
  };
  unlocked.lockSignal.addEventListener('abort', () => {
    for (const scope of kept.keys()) drop(scope);
  });

  const ask = async ({ purpose, scope }: ScopeName, quota?: 'emergency'): Promise<Bytes> => {
    const input = await scopeInput(unlocked.secrets().scopeRoot, unlocked.practice, purpose, scope);
    const [evaluated] = await checking('evaluation', () =>
      traced(options.trace, 'evaluation', () => evaluate(purpose, [input], quota)),
    );
    if (evaluated === undefined) throw new RangeError('the vaults evaluated nothing');
    return evaluated;
  };

  const take = (scope: string): Kept | undefined => {
    const found = kept.get(scope);
    if (found !== undefined) {
      kept.delete(scope);
      kept.set(scope, found);
    }
    return found;
  };

  return {
    async unlock(name, quota) {
      const found = take(name.scope);
      if (found !== undefined) {
        await found.evaluated;
        return;
      }
      const evaluated = ask(name, quota);
      kept.set(name.scope, { evaluated, compartments: new Map() });
      for (const oldest of kept.keys()) {
        if (kept.size <= options.keptScopes) break;
        drop(oldest);
      }
      try {
        await evaluated;
      } catch (error) {
        kept.delete(name.scope);
        throw error;
      }
    },

    async compartment(name, erasure, compartment, epoch) {
      const found = take(name.scope);
      if (found === undefined) throw new RangeError('the scope is not unlocked');
      // A scope has one secret; while it is being made, two may be tried.
      const at = `${compartment}/${epoch}/${toBase64url(erasure)}`;
      const known = found.compartments.get(at);
      if (known !== undefined) return known;
      const place = { practice: unlocked.practice, scope: name.scope, compartment, epoch };
      const secret = await unlocked.roleSecret(roleOf[compartment], epoch);
      const key = compartmentKey(place, await found.evaluated, erasure, secret);
      found.compartments.set(at, key);
      return key;
    },

    forget: drop,
  };
}
