import { decodeElement, OprfError, type Element } from '@etanche/core-oprf';
import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { elementOutput, keySetPurpose, scopeInput, settingsOutput } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import type { CompleteOptions, Evaluate, EvaluateElements } from '../data/data-options.ts';
import { untrusted } from '../data/data-error.ts';
import { orQuotaReached } from '../data/quota-errors.ts';
import { traced } from '../data/trace.ts';
import type { ScopeName } from './scope-name.ts';

/**
 * Outputs N of the scopes opened last, by scope and element; the element `undefined` stands for the input of a scope
 * that a member made.
 */
type ScopeOutputs = {
  /** The output in memory, which becomes the last used; null if there is none. */
  take(name: ScopeName, element: string | undefined): Promise<Bytes> | null;
  /** Marks the scope's outputs as used. Only used outputs may be evicted. */
  use(name: ScopeName): void;
  /** The output in memory, or evaluated for one unit. @throws DataError */
  evaluate(name: ScopeName, element: string | undefined, quota?: 'emergency'): Promise<Bytes>;
  learn(name: ScopeName, element: string, output: Bytes): void;
  unlearn(name: ScopeName, element: string): void;
  forget(scope: string): void;
};

type ScopeEntry = { readonly outputs: Map<string | undefined, Promise<Bytes>>; used: boolean };

export function createScopeOutputs(client: RecordsClient, evaluate: Evaluate, options: CompleteOptions): ScopeOutputs {
  const evaluateElements: EvaluateElements =
    options.evaluateElements ??
    (async (purpose, elements, quota) => (await client.secrets.vault(purpose, quota)).evaluateElements(elements));
  // In insertion order: the last used scope is moved to the end, and the first is evicted when there are too many.
  const entries = new Map<string, ScopeEntry>();
  const forget = (scope: string): void => {
    const found = entries.get(scope);
    entries.delete(scope);
    for (const output of found?.outputs.values() ?? []) {
      output.then(
        (bytes) => bytes.fill(0),
        () => undefined,
      );
    }
  };
  client.session.lockSignal.addEventListener('abort', () => {
    for (const scope of Array.from(entries.keys())) forget(scope);
  });

  const ask = async (name: ScopeName, element: string | undefined, quota?: 'emergency'): Promise<Bytes> =>
    orQuotaReached(client, 'evaluation', () =>
      traced(options.trace, 'evaluation', async () => {
        const practice = client.practice.id;
        const { purpose, scope } = name;
        if (purpose === 'settings') {
          if (element !== undefined) throw untrusted('settings with an element');
          return settingsOutput(await client.secrets.settingsRoot(), practice, scope);
        }
        const keySet = keySetPurpose(purpose);
        if (element !== undefined) {
          const input = readElement(client, element);
          const place = { practice, purpose, scope };
          // This device stores the scope's N, which depends on the scope, and not the evaluated element.
          const storedAs = joinFields(labels.scopeElement, practice, purpose, scope, input);
          const stored = options.evaluateElements === undefined ? client.secrets.storedOutputs() : null;
          const known = await stored?.find(keySet, storedAs);
          if (known !== undefined && known !== null) return known;
          // The time before the vaults count: an output is stored for no longer than they count its unit.
          const countedAt = client.environment.now();
          const [evaluated] = await evaluateElements(keySet, [input], quota);
          if (evaluated === undefined) throw new RangeError('the vaults returned no output');
          const output = await elementOutput(place, input, evaluated);
          await stored?.store(keySet, storedAs, output, countedAt);
          return output;
        }
        const input = await scopeInput(client.secrets.shared().scopeRoot, practice, purpose, scope);
        const [evaluated] = await evaluate(keySet, [input], quota);
        if (evaluated === undefined) throw new RangeError('the vaults returned no output');
        return evaluated;
      }),
    );

  const open = (scope: string): ScopeEntry => {
    const found = entries.get(scope) ?? { outputs: new Map<string | undefined, Promise<Bytes>>(), used: false };
    entries.delete(scope);
    entries.set(scope, found);
    for (const [oldest, { used }] of entries) {
      if (entries.size <= options.keptScopes) break;
      // An unused output is about to be used: a caller that opens many scopes at once would evict its own.
      if (used) forget(oldest);
    }
    return found;
  };

  return {
    take: ({ scope }, element) => (entries.has(scope) ? (open(scope).outputs.get(element) ?? null) : null),
    use: ({ scope }) => {
      const found = entries.get(scope);
      if (found !== undefined) found.used = true;
    },
    async evaluate(name, element, quota) {
      const { outputs } = open(name.scope);
      const known = outputs.get(element);
      if (known !== undefined) return known;
      const asked = ask(name, element, quota);
      outputs.set(element, asked);
      try {
        return await asked;
      } catch (error) {
        outputs.delete(element);
        if (outputs.size === 0) entries.delete(name.scope);
        throw error;
      }
    },
    learn: ({ scope }, element, output) => {
      const { outputs } = open(scope);
      if (!outputs.has(element)) outputs.set(element, Promise.resolve(output));
    },
    unlearn: ({ scope }, element) => {
      entries.get(scope)?.outputs.delete(element);
    },
    forget,
  };
}

/** Decodes an element from the server: it must be canonical and not the identity element. */
function readElement({ environment }: Pick<RecordsClient, 'environment'>, element: string): Element {
  try {
    return decodeElement(environment.group, element);
  } catch (cause) {
    if (cause instanceof OprfError) throw untrusted('an invalid element', cause);
    throw cause;
  }
}
