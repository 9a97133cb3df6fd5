import { type Federation } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import {
  createRecordsData,
  type RecordsClientOptions,
  type RecordsData,
  type ResourceInput,
  type RecordsClient,
} from '../../src/index.ts';
import { createRequestSigner, createVaultClient } from '@etanche/vault-client';
import { practiceKeySet } from '../../src/session/vault-clients.ts';
import { random } from '../support/options.ts';

export function dataOf(client: RecordsClient): RecordsData {
  return createRecordsData(client, { validate: null, freshnessSeconds: 60, keptScopes: 200, rebases: 3 });
}

/** A patient with the five traits. */
export function somePatient(family: string): ResourceInput {
  return {
    resourceType: 'Patient',
    name: [{ use: 'official', family, given: ['Louise'] }],
    gender: 'female',
    birthDate: '1956-03-12',
  };
}

/** A clinical resource. */
export function someNote(patient: string): ResourceInput {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'Température' },
    subject: { reference: `Patient/${patient}` },
    valueQuantity: { value: 37.2, unit: '°C' },
  };
}

/** Waits until t vaults have applied the order of this sequence, which depends on their own clocks. */
export async function untilSequence(client: RecordsClient, sequence: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await client.practice.state('fresh')).chain.sequence >= sequence) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the vaults have not applied order ${sequence}`);
}

/** One evaluation at the vaults with a member's keys. */
export async function evaluateOne(client: RecordsClient): Promise<unknown> {
  const vault = await client.secrets.vault('scope');
  return vault.evaluate([Uint8Array.from(client.environment.random(32))]);
}

/** One evaluation by a client that gets no key set from the server, with the key set of another client. */
export async function evaluateBy(client: RecordsClient, other: RecordsClient): Promise<unknown> {
  const keySets = other.secrets.epochs()?.signed[0]?.epoch.keySets;
  if (!keySets) throw new Error('the first epoch has no key sets');
  const { environment, practice } = client;
  const { federation, vaults } = practice;
  const vault = createVaultClient({
    ...environment,
    ...vaults,
    ...{ hedgeMs: null, caller: 'member' },
    keySet: practiceKeySet(keySets, { practice: practice.id, federation }, 'scope'),
    signer: createRequestSigner(federation, client.secrets.keys().auth, environment),
  });
  return vault.evaluate([Uint8Array.from(environment.random(32))]);
}

/** `fetch` that changes the answers of one route, as a lying server would. */
export function lyingFetch(
  path: RegExp,
  change: (answer: Record<string, unknown>, url: URL) => unknown,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    if (!path.test(url.pathname) || !response.ok) return response;
    const changed = change((await response.json()) as Record<string, unknown>, url);
    return new Response(JSON.stringify(changed), { status: response.status, headers: response.headers });
  };
}

/** The options of a device at a server that lies on one route. */
export function deceived(
  options: RecordsClientOptions,
  path: RegExp,
  change: Parameters<typeof lyingFetch>[1],
): RecordsClientOptions {
  return { ...options, environment: { ...options.environment, fetch: lyingFetch(path, change) } };
}

/** The same vaults with other signing keys. */
export function otherFederation({ threshold, vaults }: Federation): Federation {
  return { threshold, vaults: vaults.map((vault) => ({ ...vault, signingKey: toBase64url(random(32)) })) };
}
