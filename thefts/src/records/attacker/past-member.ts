import { toBase64url, type Bytes } from '@etanche/core-wire';
import { termInput } from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { Route } from './corrupt-vault.ts';
import type { StolenHolder } from './guess-seeds.ts';
import type { Exposure } from '../practice/exposure.ts';
import { openGrants } from './open-grants.ts';
import { copySecrets, openCards, openPostings, openUnder } from './open-offline.ts';
import type { StolenSecrets } from './stolen-secrets.ts';
import { refusal } from './refusal.ts';
import { evaluateTargets, scopeOutput, scopeTarget } from './scope-target.ts';
import type { StolenRows } from './stolen-rows.ts';

/** Everything that a member could copy while they were a member. */
export type Keepsakes = {
  readonly device: TrialMember;
  readonly keys: ReturnType<RecordsClient['secrets']['keys']>;
  readonly holder: StolenHolder;
  readonly secrets: StolenSecrets;
  /** The key N of each opened scope, and outputs of the searched terms. */
  readonly scopes: ReadonlyMap<string, Bytes>;
  readonly terms: readonly Bytes[];
  /** Keys of the displayed cards, by scope. */
  readonly cards: ReadonlyMap<string, Bytes>;
};

/** A member opens these files, searches these terms, and copies the memory of the client. */
export async function keepEverything(
  device: TrialMember,
  client: Pick<RecordsClient, 'session' | 'practice' | 'secrets'>,
  rows: StolenRows,
  wanted: { readonly scopes: readonly string[]; readonly terms: readonly string[] },
): Promise<Keepsakes> {
  const secrets = copySecrets(client);
  const scopes = await evaluateScopes(client, rows, secrets, wanted.scopes);
  const inputs = await Promise.all(wanted.terms.map((term) => termInput(secrets.indexSecret, term)));
  const terms = await (await client.secrets.vault('search')).evaluate(inputs);
  const cards = new Map<string, Bytes>();
  for (const y of terms) for (const [scope, key] of await openPostings(rows, secrets, y)) cards.set(scope, key);
  const holder = { id: client.session.member, keys: client.secrets.keysHash(), sealing: client.secrets.keys().sealing };
  return { device, keys: client.secrets.keys(), holder, secrets, scopes, terms, cards };
}

/**
 * The data that a past member obtains later with the copies: from the vaults and the server if they still accept the
 * member, and from the stolen database.
 *
 * @param routes requests by the old `auth` key
 * @param wanted scopes to request from the vaults
 */
export async function attackAfterwards(
  kept: Keepsakes,
  rows: StolenRows,
  routes: readonly Route[],
  wanted: readonly string[],
  exposure: Exposure,
): Promise<{ readonly signedIn: boolean; readonly evaluated: number }> {
  const again = await kept.device.signIn().catch(refusal);
  const granted = await openGrants(rows, [kept.holder]);
  const all = [kept.secrets, ...(granted === null ? [] : [granted]), ...(again === null ? [] : [copySecrets(again)])];
  const scopes = new Map(kept.scopes);
  for (const scope of wanted) {
    const { practice } = rows;
    const element = rows.scopes.get(scope)?.element;
    const target = await scopeTarget(kept.secrets.scopeRoot, practice, 'scope', scope, element);
    for (const route of routes) {
      const [evaluated] = (await route([target]).catch(refusal)) ?? [];
      if (evaluated === undefined) continue;
      scopes.set(scope, await scopeOutput({ practice, purpose: 'scope', scope }, target, evaluated));
    }
  }
  for (const secrets of all) {
    for (const [scope, n] of scopes) {
      const stolen = rows.scopes.get(scope);
      if (stolen !== undefined) await openUnder(rows, scope, stolen, n, secrets, exposure);
    }
  }
  const cards = new Map(kept.cards);
  for (const secrets of all) {
    for (const y of kept.terms) for (const [scope, key] of await openPostings(rows, secrets, y)) cards.set(scope, key);
  }
  for (const secrets of all) await openCards(rows, cards, secrets, exposure);
  return { signedIn: again !== null, evaluated: scopes.size - kept.scopes.size };
}

async function evaluateScopes(
  client: Pick<RecordsClient, 'practice' | 'secrets'>,
  rows: StolenRows,
  { scopeRoot }: StolenSecrets,
  scopes: readonly string[],
): Promise<Map<string, Bytes>> {
  const practice = client.practice.id;
  const outputs = new Map<string, Bytes>();
  for (const scope of scopes) {
    const target = await scopeTarget(scopeRoot, practice, 'scope', scope, rows.scopes.get(scope)?.element);
    const [evaluated] = await evaluateTargets(await client.secrets.vault('scope'), [target]);
    const place = { practice, purpose: 'scope', scope } as const;
    outputs.set(scope, await scopeOutput(place, target, evaluated ?? fail(toBase64url(target))));
  }
  return outputs;
}

function fail(input: string): never {
  throw new Error(`the vaults evaluated nothing for ${input}`);
}
