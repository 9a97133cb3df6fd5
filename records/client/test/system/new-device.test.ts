import { openEpoch } from '@etanche/core-sealing';
import { type PracticeKeySets } from '@etanche/core-records-protocol';
import { evaluatePath, mediaTypes, practicesPath } from '@etanche/core-vault-protocol';
import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catchUpVaults, createMemory, signIn, type RecordsClientOptions } from '../../src/index.ts';
import { random } from '../support/options.ts';
import { deceived, evaluateOne } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice({ members: [{ name: 'Dr Basile Second', roles: ['doctor'] }] });
});
afterAll(() => running[Symbol.asyncDispose]());

/** The founder's passkey on a new device. */
function newDevice(fetch: typeof globalThis.fetch): RecordsClientOptions {
  return {
    ...running.doctor.options,
    environment: { ...running.doctor.options.environment, memory: createMemory(), fetch },
  };
}

/** Each vault fails in one test case. */
const each = [1, 2, 3];
const urlOf = (index: number): string =>
  running.servers.federation.vaults.find((vault) => vault.index === index)?.url ?? '';

describe('a device with an empty memory opens patients', () => {
  test.for(each)('while vault %i is unreachable', async (index) => {
    const options = newDevice(async (input, init) => {
      const request = new Request(input, init);
      if (request.url.startsWith(urlOf(index))) throw new TypeError('unreachable');
      return fetch(request);
    });
    const client = await signIn(options);
    expect(client.secrets.isGranted()).toBe(true);
    expect(await evaluateOne(client)).toHaveLength(1);
    client.session.lock();
  });

  test.for(each)('while vault %i states and uses a wrong share', async (index) => {
    const asked: string[] = [];
    const options = newDevice(async (input, init) => {
      const request = new Request(input, init);
      const { origin, pathname } = new URL(request.url);
      if (origin !== urlOf(index)) return fetch(request);
      asked.push(pathname);
      if (pathname !== evaluatePath) return fetch(request);
      // Elements that do not match the proof, as from a vault with other seeds.
      const answer = (await (await fetch(request)).json()) as { elements: string[] };
      const { shares } = firstKeySets().scope;
      return Response.json({ ...answer, elements: answer.elements.map(() => shares[index - 1] ?? '') });
    });
    const client = await signIn(options);
    for (let times = 0; times < 3; times++) expect(await evaluateOne(client)).toHaveLength(1);
    expect(asked.filter((path) => path.includes('/key-sets/'))).toEqual([]);
    client.session.lock();
  });
});

describe('reading a practice', () => {
  test('sends no order to any vault, even if one of them does not have the practice', async () => {
    const posts: string[] = [];
    const reports: unknown[] = [];
    const options = newDevice(async (input, init) => {
      const request = new Request(input, init);
      const { origin, pathname } = new URL(request.url);
      const isVault = each.some((index) => origin === urlOf(index));
      if (isVault && request.method === 'POST') posts.push(pathname);
      if (origin !== urlOf(3) || pathname !== `${practicesPath}/${running.practice}`) return fetch(request);
      const problem = { type: 'about:blank', title: 'Not found', status: 404, code: 'practice_unknown' };
      return Response.json(problem, { status: 404, headers: { 'content-type': mediaTypes.problem } });
    });
    const client = await signIn({ ...options, report: ({ index, code }) => reports.push({ index, code }) });
    // Leaves time for a request in the background.
    for (let times = 0; times < 5; times++) await client.practice.state('fresh');
    expect(reports).toContainEqual({ index: 3, code: 'practice_unknown' });
    expect(posts).toEqual([]);
    expect(await catchUpVaults(client)).toBe(0);
    expect(posts).toContain(`${practicesPath}/${running.practice}/orders`);
    client.session.lock();
  });
});

function firstKeySets(): PracticeKeySets {
  const keySets = running.doctor.client.secrets.epochs()?.signed[0]?.epoch.keySets;
  if (!keySets) throw new Error('the first epoch has no key sets');
  return keySets;
}

describe('a server cannot give a new device other key sets', () => {
  test('by a first epoch of a doctor who did not found the practice', async () => {
    const [second] = running.members;
    if (second === undefined) throw new Error('a second doctor has joined');
    const keySets = firstKeySets();
    const swapped = { ...keySets, scope: keySets.search, search: keySets.scope };
    const opener = { member: second.member, grant: second.client.secrets.keys().grant };
    const { jws } = await openEpoch(running.practice, opener, 0, { keySets: swapped }, random);
    const options = deceived(newDevice(fetch), /^\/v1\/epochs$/, () => ({ epochs: [jws] }));
    await expect(signIn(options)).rejects.toMatchObject({ code: 'server_untrusted' });
  });

  test('by altering the first epoch', async () => {
    const options = deceived(newDevice(fetch), /^\/v1\/epochs$/, (answer) => {
      const [first = '', ...others] = answer['epochs'] as string[];
      const [head = '', payload = '', signature = ''] = first.split('.');
      const epoch = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { keySets: PracticeKeySets };
      const { scope, search } = epoch.keySets;
      const changed = { ...epoch, keySets: { ...epoch.keySets, scope: search, search: scope } };
      return {
        epochs: [[head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.'), ...others],
      };
    });
    await expect(signIn(options)).rejects.toMatchObject({ code: 'server_untrusted' });
  });
});
