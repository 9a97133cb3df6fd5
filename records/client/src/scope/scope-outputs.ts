import { decodeElement, OprfError, type Element } from '@etanche/core-oprf';
import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { elementOutput, keySetPurpose, scopeInput } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import type { CompleteOptions, Evaluate, EvaluateElements } from '../data/data-options.ts';
import { untrusted } from '../data/data-error.ts';
import { evaluating } from '../data/evaluating.ts';
import { traced } from '../data/trace.ts';
import type { ScopeName } from './scope-name.ts';

/** N of the scopes opened last, by scope and element; `undefined` stands for the scope's input, which members made. */
export type ScopeOutputs = {
  /** What is kept, used last from now on; null where nothing is. */
  take(name: ScopeName, element: string | undefined): Promise<Bytes> | null;
  /** Notes that the scope's outputs were used: only then may they be pushed out. */
  use(name: ScopeName): void;
  /** What is kept, or one unit. @throws DataError */
  evaluate(name: ScopeName, element: string | undefined, quota?: 'emergency'): Promise<Bytes>;
  learn(name: ScopeName, element: string, output: Bytes): void;
  unlearn(name: ScopeName, element: string): void;
  forget(scope: string): void;
};

type Kept = { readonly outputs: Map<string | undefined, Promise<Bytes>>; used: boolean };

export function createScopeOutputs(client: RecordsClient, evaluate: Evaluate, options: CompleteOptions): ScopeOutputs {
  const evaluateElements: EvaluateElements =
    options.evaluateElements ??
    (async (purpose, elements, quota) => (await client.secrets.vault(purpose, quota)).evaluateElements(elements));
  // A Map keeps its order: what was used last is put at the end, and the first goes when there are too many.
  const kept = new Map<string, Kept>();
  const forget = (scope: string): void => {
    const found = kept.get(scope);
    kept.delete(scope);
    for (const output of found?.outputs.values() ?? []) {
      output.then(
        (bytes) => bytes.fill(0),
        () => undefined,
      );
    }
  };
  client.session.lockSignal.addEventListener('abort', () => {
    for (const scope of Array.from(kept.keys())) forget(scope);
  });

  const ask = async (name: ScopeName, element: string | undefined, quota?: 'emergency'): Promise<Bytes> =>
    evaluating(client, 'evaluation', () =>
      traced(options.trace, 'evaluation', async () => {
        const practice = client.practice.id;
        const { purpose, scope } = name;
        const keySet = keySetPurpose(purpose);
        if (element !== undefined) {
          const stored = stepInto(client, element);
          const place = { practice, purpose, scope };
          // What this device keeps of a scope is its N, which no other scope has.
          const keptAs = joinFields(labels.scopeElement, practice, purpose, scope, stored);
          const kept = options.evaluateElements === undefined ? client.secrets.kept() : null;
          const known = await kept?.find(keySet, keptAs);
          if (known !== undefined && known !== null) return known;
          // Before the vaults count: an output is kept for no longer than they count its unit.
          const countedAt = client.environment.now();
          const [evaluated] = await evaluateElements(keySet, [stored], quota);
          if (evaluated === undefined) throw new RangeError('the vaults evaluated nothing');
          const output = await elementOutput(place, stored, evaluated);
          await kept?.keep(keySet, keptAs, output, countedAt);
          return output;
        }
        const input = await scopeInput(client.secrets.shared().scopeRoot, practice, purpose, scope);
        const [evaluated] = await evaluate(keySet, [input], quota);
        if (evaluated === undefined) throw new RangeError('the vaults evaluated nothing');
        return evaluated;
      }),
    );

  const open = (scope: string): Kept => {
    const found = kept.get(scope) ?? { outputs: new Map<string | undefined, Promise<Bytes>>(), used: false };
    kept.delete(scope);
    kept.set(scope, found);
    for (const [oldest, { used }] of kept) {
      if (kept.size <= options.keptScopes) break;
      // An unused output is about to be used: a caller that opens many scopes at once would evict its own.
      if (used) forget(oldest);
    }
    return found;
  };

  return {
    take: ({ scope }, element) => (kept.has(scope) ? (open(scope).outputs.get(element) ?? null) : null),
    use: ({ scope }) => {
      const found = kept.get(scope);
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
        if (outputs.size === 0) kept.delete(name.scope);
        throw error;
      }
    },
    learn: ({ scope }, element, output) => {
      const { outputs } = open(scope);
      if (!outputs.has(element)) outputs.set(element, Promise.resolve(output));
    },
    unlearn: ({ scope }, element) => {
      kept.get(scope)?.outputs.delete(element);
    },
    forget,
  };
}

/** An element of the server's, before it is blinded: canonical, and not the identity. */
function stepInto({ environment }: Pick<RecordsClient, 'environment'>, element: string): Element {
  try {
    return decodeElement(environment.group, element);
  } catch (cause) {
    if (cause instanceof OprfError) throw untrusted('an element that is none', cause);
    throw cause;
  }
}
