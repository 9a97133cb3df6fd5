import { blindEvaluate, deriveShareKey, type ConstantTimeGroup, type Random } from '@etanche/core-oprf';
import { evaluatePath, signedEvaluateSchema, type PracticePurpose } from '@etanche/core-vault-protocol';
import { fromBase64url, parseShape, toBase64url, type Bytes } from '@etanche/core-wire';
import { createRequestSigner, createVaultClient, fetchKeySet } from '@etanche/vault-client';
import { stealVault } from '../../system/candidate-keys.ts';
import type { KeyHolder } from './key-holder.ts';
import { evaluateTargets } from './scope-target.ts';
import { vaultDirectory } from './stolen-vaults.ts';

/**
 * A fetch in which one vault is corrupt: it evaluates with the share derived from its seeds, proves it as the protocol
 * requires, and counts nothing. Requests to the other vaults are unchanged.
 */
export function corruptVault(
  group: ConstantTimeGroup,
  directory: string,
  { index, url }: { readonly index: number; readonly url: string },
  random: Random,
): typeof globalThis.fetch {
  const stolen = stealVault(vaultDirectory(directory, index));
  return async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(`${url}${evaluatePath}`)) return fetch(request);
    const payload = (await request.text()).split('.')[1] ?? '';
    const asked = parseShape(
      signedEvaluateSchema,
      JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown,
      'request',
    );
    const key = deriveShareKey(group, { ...stolen, keySet: asked.keySet });
    const blinded = asked.elements.map((element) => fromBase64url(element, 32));
    const { elements, proof } = blindEvaluate(group, key, blinded, random);
    return Response.json({
      ...{ keySet: asked.keySet, index, proof: toBase64url(proof) },
      elements: elements.map((element) => toBase64url(element)),
    });
  };
}

/** Evaluates inputs; throws if a queried vault refuses. */
export type Route = (inputs: readonly Bytes[]) => Promise<readonly Bytes[]>;

/**
 * A member's request to exactly these vaults, as sent by the attacker's own client.
 *
 * @param vaults at least t
 */
export async function routeOver(
  attacker: KeyHolder,
  group: ConstantTimeGroup,
  fetch: typeof globalThis.fetch,
  asked: {
    readonly purpose: PracticePurpose;
    readonly vaults: readonly number[];
    readonly draw: 'quota' | 'emergency';
  },
): Promise<Route> {
  const { id: practice, federation, vaults } = attacker.practice;
  const { now, random } = attacker.environment;
  const { sleep, timeoutMs } = vaults;
  const id = `${asked.purpose}/${practice}`;
  const keySet = await fetchKeySet({ fetch, sleep, timeoutMs, federation, id, group });
  const client = createVaultClient({
    ...{ fetch, sleep, timeoutMs, now, random, group, hedgeMs: null, caller: 'member' },
    keySet: { ...keySet, shares: keySet.shares.filter(({ index }) => asked.vaults.includes(index)) },
    signer: createRequestSigner(federation, attacker.secrets.keys().auth, { now, random }, asked.draw),
  });
  return (inputs) => (asked.purpose === 'search' ? client.evaluate(inputs) : evaluateTargets(client, inputs));
}
