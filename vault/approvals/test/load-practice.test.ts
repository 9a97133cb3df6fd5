import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { orderListSchema } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import { makeSigner } from '../../server/test/support/caller.ts';
import { startTestFederation, type TestFederation } from '../../server/test/support/federation.ts';
import { signAsMember, TestPractice, type BuiltOrder } from '../../server/test/support/practice.ts';
import { loadPractice } from '../page/practice.ts';
import type { Site } from '../page/practice-view.ts';
import { relayPending } from '../page/relay-pending.ts';

const operator = await makeSigner();
let running: TestFederation;
let site: Site;

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey] });
  const { origin } = new URL(running.vaults[0]?.url ?? '');
  site = { index: 1, origin, rpId: 'localhost', federation: running.federation };
});
afterAll(() => running.close());
afterEach(() => {
  vi.restoreAllMocks();
});

/** The method of each request that the page sends to the vaults. */
function recordedMethods(): string[] {
  const methods: string[] = [];
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    methods.push(init?.method ?? 'GET');
    return fetch(input, init);
  });
  return methods;
}

/** A practice with an order that is pending at the first vault only. */
async function withPendingOrder(): Promise<{ practice: TestPractice; built: BuiltOrder }> {
  const practice = await TestPractice.found(running, operator);
  const built = practice.next({ kind: 'retire', member: practice.secretary.member });
  const { member, signer } = practice.doctor;
  await practice.post(built, [await signAsMember(built, member, signer)], 0);
  return { practice, built };
}

async function pendingAt(practice: TestPractice): Promise<number[]> {
  return Promise.all(
    [0, 1, 2].map(async (position) => {
      const answer: unknown = await (await fetch(practice.url('/pending', position))).json();
      return parseShape(orderListSchema, answer, 'orders').orders.length;
    }),
  );
}

test('loading a practice shows its pending orders and sends nothing but GET', async () => {
  const { practice, built } = await withPendingOrder();
  const methods = recordedMethods();
  const view = await loadPractice(site, practice.id, new Map());
  expect(view.orders.map(({ id, states }) => ({ id, states }))).toEqual([{ id: built.id, states: [] }]);
  expect(view.head.sequence).toBe(practice.sequence);
  expect(new Set(methods)).toEqual(new Set(['GET']));
  vi.restoreAllMocks();
  expect(await pendingAt(practice)).toEqual([1, 0, 0]);
});

test('relaying sends each pending order to every vault and returns their answers', async () => {
  const { practice, built } = await withPendingOrder();
  const methods = recordedMethods();
  const states = await relayPending(site, practice.id);
  expect(methods.filter((method) => method === 'POST')).toHaveLength(3);
  vi.restoreAllMocks();
  expect(states.get(built.id)?.map(({ answer }) => answer?.status)).toEqual(['waiting', 'waiting', 'waiting']);
  expect(await pendingAt(practice)).toEqual([1, 1, 1]);
  const view = await loadPractice(site, practice.id, states);
  expect(view.orders[0]?.states).toEqual(states.get(built.id));
});

test('relaying for a practice that no vault knows sends nothing', async () => {
  const methods = recordedMethods();
  expect(await relayPending(site, 'A'.repeat(22))).toEqual(new Map());
  expect(new Set(methods)).toEqual(new Set(['GET']));
});
