import { toBase64url, type Bytes } from '@etanche/core-wire';
import {
  compartmentKey,
  eraserKey,
  roleOf,
  type Compartment,
  type CompartmentKey,
  type ImportSeal,
  type SigningKey,
} from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import type { CompleteOptions, Evaluate } from '../data/data-options.ts';
import type { BatchSecrets } from '../import/batch-secrets.ts';
import { createScopeOutputs } from './scope-outputs.ts';
import type { ScopeName } from './scope-name.ts';

/** Outputs and compartment keys of the scopes opened last, in memory until the lock. */
export type ScopeKeys = {
  /** Evaluates the scope, unless its output is in memory. @throws DataError */
  unlock(name: ScopeName, quota?: 'emergency'): Promise<void>;
  /**
   * N of another element of the scope, which a later import used: from memory, or evaluated for one more unit.
   *
   * @throws DataError
   */
  outputOf(name: ScopeName, element: string, quota?: 'emergency'): Promise<Bytes>;
  /** Stores N of such an element from a link, so that it costs no unit. */
  learn(name: ScopeName, element: string, output: Bytes): void;
  /** Removes a wrong N. */
  unlearn(name: ScopeName, element: string): void;
  /**
   * The key of a compartment of a scope, after `unlock`.
   *
   * @param erasure erasure secret that the server stores, 32 bytes
   * @param seal of a version that an importer wrote
   */
  compartment(
    name: ScopeName,
    erasure: Bytes,
    compartment: Compartment,
    epoch: number,
    seal?: ImportSeal,
  ): Promise<CompartmentKey>;
  /** The import seal under which this session seals a scope; undefined for members. */
  seal(name: ScopeName, epoch: number): Promise<ImportSeal | undefined>;
  /** The key that signs the erasure of a scope, which is derived from the scope's output. @throws DataError */
  eraser(name: ScopeName): Promise<SigningKey>;
  forget(scope: string): void;
};

/** Creates the keys of a member; `createImporterKeys` creates those of an importer. */
export function createScopeKeys(
  client: RecordsClient,
  evaluate: Evaluate,
  options: CompleteOptions,
  batches: BatchSecrets,
): ScopeKeys {
  const outputs = createScopeOutputs(client, evaluate, options);
  const compartments = new WeakMap<Promise<Bytes>, Map<string, Promise<CompartmentKey>>>();

  const secretOf = async (of: Compartment, epoch: number, seal: ImportSeal | undefined): Promise<Bytes> => {
    if (of === 'settings') return client.secrets.settingsRoot();
    const role = roleOf(of);
    return seal === undefined ? client.secrets.roleSecret(role, epoch) : batches.secret(role, seal.batch, epoch);
  };

  const compartment: ScopeKeys['compartment'] = async (name, erasure, of, epoch, seal) => {
    const found = outputs.take(name, elementOf(name, seal));
    // The output was evicted: evaluating it again costs another unit, and the call succeeds.
    if (found === null) {
      await (seal === undefined || seal.element === name.element
        ? outputs.evaluate(name, name.element)
        : outputs.evaluate(name, seal.element));
      return compartment(name, erasure, of, epoch, seal);
    }
    const known = compartments.get(found) ?? new Map<string, Promise<CompartmentKey>>();
    compartments.set(found, known);
    // A scope has one erasure secret; during its creation two may be tried.
    const at = `${of}/${epoch}/${seal?.batch ?? ''}/${toBase64url(erasure)}`;
    const derived = known.get(at);
    if (derived !== undefined) return derived;
    const place = { practice: client.practice.id, scope: name.scope, compartment: of, epoch };
    const secret = await secretOf(of, epoch, seal);
    const evaluated = await found;
    // An output that was evicted in the meantime is zeroed, and a key derived from zeros opens nothing.
    if (outputs.take(name, elementOf(name, seal)) !== found) return compartment(name, erasure, of, epoch, seal);
    const key = compartmentKey(seal === undefined ? place : { ...place, seal }, evaluated, erasure, secret);
    outputs.use(name);
    known.set(at, key);
    return key;
  };

  const eraser: ScopeKeys['eraser'] = async (name) => {
    const found = outputs.take(name, name.element);
    if (found === null) {
      await outputs.evaluate(name, name.element);
      return eraser(name);
    }
    const evaluated = await found;
    // An output that was evicted in the meantime is zeroed, and anyone can derive the key from zeros.
    if (outputs.take(name, name.element) !== found) return eraser(name);
    const copy = Uint8Array.from(evaluated);
    return eraserKey(name.scope, copy).finally(() => copy.fill(0));
  };

  return {
    unlock: async (name, quota) => {
      await outputs.evaluate(name, name.element, quota);
    },
    outputOf: (name, element, quota) => outputs.evaluate(name, element, quota),
    learn: (name, element, output) => {
      outputs.learn(name, element, output);
    },
    unlearn: (name, element) => {
      outputs.unlearn(name, element);
    },
    compartment,
    eraser,
    seal: () => Promise.resolve(undefined),
    forget: (scope) => {
      outputs.forget(scope);
    },
  };
}

function elementOf({ element }: ScopeName, seal: ImportSeal | undefined): string | undefined {
  return seal === undefined ? element : seal.element;
}
