import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { practicesPath } from '@etanche/core-vault-protocol';
import { catchUp, unreachableVaults } from '../src/orders/catch-up.ts';
import type { VaultReader } from '../src/orders/read-chain.ts';
import { readOrders } from '../src/orders/read-orders.ts';
import { makeSigner } from '../../../vault/server/test/support/caller.ts';
import { startTestFederation, type TestFederation } from '../../../vault/server/test/support/federation.ts';
import { build, TestPractice } from '../../../vault/server/test/support/practice.ts';
import { call } from './support/api.ts';
import { admit, prepare } from './support/founding.ts';
import { startWorld } from './support/world.ts';

const server = await makeSigner();
const hour = 3_600_000;
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;
let isAway = false;

const away: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  if (isAway && request.url.startsWith(running.vaults[2]?.url ?? 'never')) throw new TypeError('unreachable');
  return fetch(request);
};
const reader = (): VaultReader => ({
  federation: running.federation,
  fetch: away,
  timeoutMs: 10_000,
  now: () => clock,
});

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [server.publicKey], now: () => clock });
});
afterAll(() => running.close());

/** A practice that the first two vaults know, with two orders after its first. */
async function foundAtTwo(): Promise<TestPractice> {
  clock = start;
  const practice = await TestPractice.make(running, () => clock);
  const genesis = practice.next(practice.genesis());
  const approvals = await practice.foundersOf(genesis, server);
  for (const position of [0, 1]) await practice.post(genesis, approvals, position);
  practice.moved(genesis);
  for (const contact of ['a@b.example', 'c@d.example']) {
    const built = practice.next({ kind: 'contacts', contacts: [contact] });
    const both = await practice.both(built);
    for (const position of [0, 1]) await practice.post(built, both, position);
    practice.moved(built);
  }
  return practice;
}

describe('a vault that lacks orders of a practice', () => {
  test('receives all of them, even if they have expired in the meantime', async () => {
    const practice = await foundAtTwo();
    clock += 31 * 24 * hour;
    expect(await catchUp(reader(), practice.id)).toEqual({ away: [], caughtUp: [3] });
    expect(await practice.statement(2)).toMatchObject({ sequence: 2, head: practice.head });
    expect(await catchUp(reader(), practice.id)).toEqual({ away: [], caughtUp: [] });
  });

  test('receives them when it is reachable again', async () => {
    const practice = await foundAtTwo();
    isAway = true;
    expect(await catchUp(reader(), practice.id)).toEqual({ away: [3], caughtUp: [] });
    expect(await unreachableVaults(reader(), practice.id)).toEqual([3]);
    isAway = false;
    expect(await unreachableVaults(reader(), practice.id)).toEqual([]);
    expect(await catchUp(reader(), practice.id)).toEqual({ away: [], caughtUp: [3] });
  });

  test('receives no order while fewer than t vaults agree', async () => {
    const practice = await foundAtTwo();
    const built = practice.next({ kind: 'live' });
    await practice.post(built, await practice.both(built), 0);
    expect(await catchUp(reader(), practice.id)).toEqual({ away: [], caughtUp: [] });
    expect((await fetch(practice.url('', 2))).status).toBe(404);
  });
});

test('orders that begin with a genesis of another id are not read', async () => {
  const practice = await foundAtTwo();
  const other = await TestPractice.make(running, () => clock);
  const genesis = other.next(other.genesis());
  const squatting = build({ ...genesis.order, practice: practice.id });
  const list = { orders: [{ payload: Buffer.from(squatting.payload).toString('base64url'), approvals: [] }] };
  const lying: typeof fetch = () => Promise.resolve(Response.json(list));
  const view = { sequence: 0, head: squatting.id, live: false, members: [] };
  const { vaults } = running.federation;
  expect(await readOrders({ ...reader(), fetch: lying }, practice.id, { view, vaults }, null)).toBeNull();
});

test('a records server admits no first order while a vault cannot be reached', async () => {
  await using world = await startWorld();
  const prepared = await prepare(world);
  const cut: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith(world.federation.vaults[1]?.url ?? 'never')) throw new TypeError('unreachable');
    return fetch(request);
  };
  await using broken = await world.another({}, { fetch: cut });
  const body = { founding: prepared.founding, payload: Buffer.from(prepared.genesis.payload).toString('base64url') };
  await expect(call(broken.url, 'admit', { body })).rejects.toMatchObject({ code: 'vaults_unreachable' });
  for (const { url } of world.federation.vaults) {
    expect((await fetch(`${url}${practicesPath}/${prepared.chain.id}`)).status).toBe(404);
  }
  await admit(world, prepared);
});
