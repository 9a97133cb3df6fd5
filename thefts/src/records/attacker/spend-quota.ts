import { toBase64url, type Bytes } from '@etanche/core-wire';
import { createRecordsData, type RecordsClient } from '@etanche/records-client';
import { VaultClientError } from '@etanche/vault-client';
import type { Route } from './corrupt-vault.ts';
import type { Exposure } from '../practice/exposure.ts';
import { refusal } from './refusal.ts';
import { scopeTarget } from './scope-target.ts';
import type { Draw, Grant } from './vault-attacker.ts';

/** The attacker's outputs by input, base64url. */
type Outputs = Map<string, Bytes>;

/** A route to the function, and the vault on it that counts. */
export type CountedRoute = { readonly vault: number; readonly draw: Draw; readonly route: Route };

/** Almost a whole day, so that its first unit is still in the window. */
const daySeconds = 23.5 * 3600;

/**
 * Evaluates one scope after the other by every route in turn for nearly 24 simulated hours, or until none is left.
 *
 * @param clock moved forward while every route refuses, to the next retry time
 */
export async function spendDay(
  client: Pick<RecordsClient, 'secrets' | 'practice'>,
  scopes: readonly string[],
  elements: ReadonlyMap<string, Bytes>,
  routes: readonly CountedRoute[],
  clock: { readonly now: () => number; advance(milliseconds: number): void },
): Promise<{ readonly kept: Outputs; readonly granted: readonly Grant[] }> {
  const { scopeRoot } = client.secrets.shared();
  const inputs = await Promise.all(
    scopes.map((scope) => scopeTarget(scopeRoot, client.practice.id, 'scope', scope, elements.get(scope))),
  );
  const kept: Outputs = new Map();
  const granted: Grant[] = [];
  const spend = (size: number) =>
    spendRoutes(inputs, routes, size, kept, ({ vault, draw }, units, openedBefore) => {
      granted.push({ purpose: 'scope', draw, vault, units, openedBefore, at: clock.now() });
    });
  for (let waited = 0; kept.size < inputs.length;) {
    await spend(20);
    await spend(4);
    const again = await spend(1);
    if (waited === daySeconds) break;
    // The last attempt is at the end of the day, whatever the vaults say.
    const wait = Math.min(again, daySeconds - waited);
    clock.advance(wait * 1000);
    waited += wait;
  }
  return { kept, granted };
}

/** Sends requests until every route refuses. @returns seconds until the earliest retry */
async function spendRoutes(
  inputs: readonly Bytes[],
  routes: readonly CountedRoute[],
  size: number,
  kept: Outputs,
  give: (route: CountedRoute, units: number, openedBefore: number) => void,
): Promise<number> {
  const waits = new Map<CountedRoute, number>();
  let turn = 0;
  while (waits.size < routes.length && kept.size < inputs.length) {
    const route = routes[turn++ % routes.length];
    if (route === undefined || waits.has(route)) continue;
    const batch = inputs.slice(kept.size, kept.size + size);
    const openedBefore = kept.size;
    const answer = await asking(route.route, batch);
    if (typeof answer === 'number') {
      waits.set(route, answer);
      continue;
    }
    give(route, batch.length, openedBefore);
    answer.forEach((output, i) => kept.set(toBase64url(batch[i] ?? new Uint8Array()), output));
  }
  return Math.max(1, Math.min(...waits.values()));
}

/** The outputs, or the seconds until a retry. */
async function asking(route: Route, batch: readonly Bytes[]): Promise<readonly Bytes[] | number> {
  try {
    return await route(batch);
  } catch (error) {
    if (error instanceof VaultClientError) return error.retryAfterSeconds ?? Infinity;
    throw error;
  }
}

/** Opens the evaluated scopes with the real client, using the attacker's stored outputs. */
export async function openKept(
  client: RecordsClient,
  scopes: readonly string[],
  kept: Outputs,
  exposure: Exposure,
): Promise<void> {
  const given = (target: Bytes): Bytes => {
    const output = kept.get(toBase64url(target));
    if (output === undefined) throw new VaultClientError('refused', 'not evaluated');
    return Uint8Array.from(output);
  };
  const { patients } = createRecordsData(client, {
    ...{ validate: null, freshnessSeconds: 60, keptScopes: 1, rebases: 1 },
    evaluate: (_, inputs) => Promise.resolve(inputs.map(given)),
    evaluateElements: (_, elements) => Promise.resolve(elements.map(given)),
  });
  for (const scope of scopes) {
    const file = await patients.open(scope).catch(refusal);
    for (const { text } of file?.resources() ?? []) exposure.addText(text);
  }
}

/** Every scope in the audit log: all that a member may list. */
export async function listScopes({ session: { call } }: Pick<RecordsClient, 'session'>): Promise<string[]> {
  const scopes = new Set<string>();
  for (let from = 0; ;) {
    const { leaves } = await call('leaves', { query: { from, count: 1000 } });
    for (const leaf of leaves) {
      const { scope } = JSON.parse(leaf) as { readonly scope?: string };
      if (scope !== undefined) scopes.add(scope);
    }
    if (leaves.length === 0) return [...scopes];
    from += leaves.length;
  }
}
