import { limits, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  compartmentKey,
  deriveTermKey,
  openCard,
  openPosting,
  openPacks,
  roleOf,
  searchIndexId,
  termInput,
} from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import type { Exposure } from '../practice/exposure.ts';
import { scopeOutput, scopeTarget } from './scope-target.ts';
import { batchSecret, receptionIn } from './stolen-batches.ts';
import type { StolenRows, StolenScope } from './stolen-rows.ts';
import type { StolenSecrets } from './stolen-secrets.ts';

/** Candidate outputs of the function for an input: none, one, or several to try. */
export type Evaluation = (keySet: string, input: Bytes) => readonly Bytes[] | Promise<readonly Bytes[]>;

/** Copies the secrets of an unlocked session, as an attacker who can read its memory could. */
export function copySecrets(client: Pick<RecordsClient, 'secrets'>): StolenSecrets {
  const held = client.secrets.shared();
  const copied = new Map<string, Bytes>();
  for (let epoch = 1; epoch <= (client.secrets.epochs()?.signed.length ?? 0); epoch++) {
    for (const role of ['reception', 'care'] as const) {
      const secret = trying(() => Uint8Array.from(held.roleSecret(role, epoch)));
      if (secret !== null) copied.set(`${role}/${epoch}`, secret);
    }
  }
  return {
    scopeRoot: Uint8Array.from(held.scopeRoot),
    indexSecret: Uint8Array.from(held.indexSecret),
    roleSecret: (role, epoch) => copied.get(`${role}/${epoch}`) ?? null,
  };
}

/** Opens whatever can be opened of the stolen scopes, or of the given ones. */
export async function openScopes(
  rows: StolenRows,
  secrets: StolenSecrets,
  evaluation: Evaluation,
  exposure: Exposure,
  only: Iterable<string> = rows.scopes.keys(),
): Promise<void> {
  for (const scope of only) {
    const stolen = rows.scopes.get(scope);
    if (stolen === undefined) continue;
    const { purpose, element } = stolen;
    const { practice } = rows;
    const target = await scopeTarget(secrets.scopeRoot, practice, purpose, scope, element);
    for (const evaluated of await evaluation(`${purpose}/${practice}`, target)) {
      const n = await scopeOutput({ practice, purpose, scope }, target, evaluated);
      await openUnder(rows, scope, stolen, n, secrets, exposure);
    }
  }
}

/**
 * Every pack of a scope that opens under one evaluation. The others belong to another epoch or role, or the
 * evaluation is wrong.
 */
export async function openUnder(
  rows: StolenRows,
  scope: string,
  { erasure, packs }: StolenScope,
  n: Bytes,
  secrets: Pick<StolenSecrets, 'roleSecret'>,
  exposure: Exposure,
): Promise<void> {
  if (erasure === null) return;
  for (const pack of packs) {
    const { compartment, epoch, seal } = pack.place;
    const role = roleOf(compartment);
    const secret =
      seal === undefined ? secrets.roleSecret(role, epoch) : await batchSecret(rows.batches, secrets, role, seal.batch);
    if (secret === null) continue;
    const of = { practice: rows.practice, scope, compartment, epoch };
    const key = await compartmentKey(seal === undefined ? of : { ...of, seal }, n, erasure, secret);
    const opened = await openPacks([pack], packs, () => key).catch(() => []);
    for (const { kind, bytes } of opened) if (kind === 'resource') exposure.addBytes(bytes);
  }
}

/**
 * Looks up terms in the stolen postings and opens the cards behind them.
 *
 * @returns the keys of the cards, by scope
 */
export async function openTerms(
  rows: StolenRows,
  secrets: Pick<StolenSecrets, 'indexSecret' | 'roleSecret'>,
  terms: readonly string[],
  evaluation: Evaluation,
  exposure: Exposure,
): Promise<Map<string, Bytes>> {
  const cardKeys = new Map<string, Bytes>();
  const { indexSecret } = secrets;
  const keySet = searchIndexId(rows.practice);
  for (const term of terms) {
    const input = await termInput(indexSecret, term);
    for (const y of await evaluation(keySet, input)) {
      for (const [scope, cardKey] of await openPostings(rows, secrets, y)) cardKeys.set(scope, cardKey);
    }
  }
  await openCards(rows, cardKeys, secrets, exposure);
  return cardKeys;
}

/** The postings at the locators of an output, for both limits: keys of cards by scope. */
export async function openPostings(
  rows: StolenRows,
  secrets: Pick<StolenSecrets, 'roleSecret'>,
  y: Bytes,
): Promise<Map<string, Bytes>> {
  const found = new Map<string, Bytes>();
  for (const limit of Object.values(limits.postings)) {
    const key = await deriveTermKey(rows.practice, y, limit);
    for (const sealed of rows.postings.get(toBase64url(key.locator)) ?? []) {
      const posting = await openPosting(key, receptionIn(rows.batches, secrets), sealed).catch(() => null);
      if (posting !== null) found.set(posting.scope, posting.cardKey);
    }
  }
  return found;
}

export async function openCards(
  rows: StolenRows,
  cardKeys: ReadonlyMap<string, Bytes>,
  secrets: Pick<StolenSecrets, 'roleSecret'>,
  exposure: Exposure,
): Promise<void> {
  const reception = receptionIn(rows.batches, secrets);
  for (const [scope, cardKey] of cardKeys) {
    const sealed = rows.cards.get(scope);
    if (sealed === undefined) continue;
    const card = await openCard(cardKey, { practice: rows.practice, scope }, reception, sealed).catch(() => null);
    if (card !== null) exposure.addCard(card);
  }
}

function trying<T>(step: () => T): T | null {
  try {
    return step();
  } catch {
    return null;
  }
}
