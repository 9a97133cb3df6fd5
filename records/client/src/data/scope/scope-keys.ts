import { toBase64url, type Bytes } from '@etanche/core-protocol';
import {
  compartmentKey,
  eraserKey,
  roleOf,
  scopeInput,
  type Compartment,
  type CompartmentKey,
  type ScopePurpose,
  type SigningKey,
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
  /** The key that signs the erasure of a scope: only its evaluation gives it. @throws DataError */
  eraser(name: ScopeName): Promise<SigningKey>;
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

  const unlock: ScopeKeys['unlock'] = async (name, quota) => {
    const found = take(name.scope);
    if (found !== undefined) {
      await found.evaluated;
      return;
    }
    const evaluated = ask(name, quota);
    kept.set(name.scope, { evaluated, compartments: new Map() });
    for (const [oldest, { compartments }] of kept) {
      if (kept.size <= options.keptScopes) break;
      // What nobody has used yet is about to be: whoever works on many at once would push out his own.
      if (compartments.size > 0) drop(oldest);
    }
    try {
      await evaluated;
    } catch (error) {
      kept.delete(name.scope);
      throw error;
    }
  };

  const compartment: ScopeKeys['compartment'] = async (name, erasure, of, epoch) => {
    // Pushed out since: it costs another unit, and nobody a failure.
    if (!kept.has(name.scope)) await unlock(name);
    const found = take(name.scope);
    if (found === undefined) throw new RangeError('the scope is not unlocked');
    // A scope has one secret; while it is being made, two may be tried.
    const at = `${of}/${epoch}/${toBase64url(erasure)}`;
    const known = found.compartments.get(at);
    if (known !== undefined) return known;
    const place = { practice: unlocked.practice, scope: name.scope, compartment: of, epoch };
    const secret = await unlocked.roleSecret(roleOf[of], epoch);
    const evaluated = await found.evaluated;
    // What was pushed out meanwhile is zeroed, and a key of zeros would open nothing ever again.
    if (kept.get(name.scope) !== found) return compartment(name, erasure, of, epoch);
    const key = compartmentKey(place, evaluated, erasure, secret);
    found.compartments.set(at, key);
    return key;
  };

  const eraser: ScopeKeys['eraser'] = async (name) => {
    await unlock(name);
    const found = take(name.scope);
    if (found === undefined) throw new RangeError('the scope is not unlocked');
    const evaluated = await found.evaluated;
    // What was pushed out meanwhile is zeroed, and anybody has the key that zeros give.
    if (kept.get(name.scope) !== found) return eraser(name);
    const copy = Uint8Array.from(evaluated);
    return eraserKey(name.scope, copy).finally(() => copy.fill(0));
  };

  return { unlock, compartment, eraser, forget: drop };
}
