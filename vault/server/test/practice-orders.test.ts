import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approvalsNeeded, type Action, type Order, type OrderAnswer } from '@etanche/core-vault-protocol';
import { makeSigner, problemOf, type Signer } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  approve,
  enrolled,
  makeApprover,
  makeMember,
  newId,
  signAsMember,
  someKeys,
  TestPractice,
} from './support/practice.ts';

const operator = await makeSigner();
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;
let fresh: Signer;

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
  fresh = await makeSigner();
});

const seconds = () => Math.floor(clock / 1000);
type Kind = Exclude<Action['kind'], 'genesis'>;

/** A valid action of each kind for a practice that was just founded. */
async function good(kind: Kind): Promise<Action> {
  const member = practice.doctor.member;
  const auth = fresh.publicKey;
  const keys = someKeys();
  switch (kind) {
    case 'enrol':
      return { kind, ...enrolled(await makeMember('doctor', 'administrator')) };
    case 'rekey':
      return { kind, member, auth, keys };
    case 'raise':
      return { kind, member, purpose: 'scope', perDay: 300, until: seconds() + 86_400 };
    case 'freeze':
      return { kind, freeze: newId(), member, reason: 'lost_device' };
    case 'confirm-freeze':
      return { kind, freeze: newId(), member, reason: 'canary' };
    case 'thaw':
      return { kind, freeze: newId(), member, reason: 'canary' };
    case 'retire':
      return { kind, member };
    case 'approvers': {
      const { id, jws } = await makeApprover(running, {}, 2);
      return { kind, add: [{ approver: id, card: jws }], remove: [practice.approvers[0].id] };
    }
    case 'kit':
      return { kind, kit: { auth, keys } };
    case 'contacts':
      return { kind, contacts: ['nouveau@practice.example'] };
    case 'server':
      return { kind, server: auth };
    case 'importer':
      return {
        kind,
        importer: newId(),
        auth,
        keys,
        patients: 5,
        search: 5,
        until: seconds() + 3600,
      };
    case 'live':
      return { kind };
    case 'restore':
      return { kind, logEpoch: 2, size: 10, root: someKeys() };
    case 'dormancy':
      return { kind, days: 60 };
    case 'reactivate':
      return { kind, member };
  }
}

const kinds = Object.keys(approvalsNeeded) as Kind[];

describe.for(kinds)('the order %s', (kind) => {
  test('applies with the required number of approvers, and not with fewer', async () => {
    const built = practice.next(await good(kind));
    const needed = approvalsNeeded[kind];
    const proposed = await practice.post(built, [
      await signAsMember(built, practice.secretary.member, practice.secretary.signer),
    ]);
    expect(await proposed.json()).toEqual({ order: built.id, status: 'waiting', approvals: 0, needed });
    const few = practice.approvers.slice(0, needed - 1);
    const before = await practice.post(
      built,
      await Promise.all([
        signAsMember(built, practice.doctor.member, practice.doctor.signer),
        ...few.map((each) => approve(built, each)),
      ]),
    );
    expect(await before.json()).toEqual({ order: built.id, status: 'waiting', approvals: needed - 1, needed });
    expect((await practice.statement()).sequence).toBe(0);
    const last = await practice.post(built, [await approve(built, practice.approvers[needed === 2 ? 1 : 0])]);
    expect(await last.json()).toMatchObject({ order: built.id, status: 'applied' });
    expect(await practice.statement()).toMatchObject({ sequence: 1, head: built.id });
    const again = (await (await practice.post(built, [])).json()) as OrderAnswer;
    expect(again).toMatchObject({ order: built.id, status: 'applied' });
    expect(again.receipt).toBeTypeOf('string');
  });

  test('is refused without an approval that the vault can verify', async () => {
    const built = practice.next(await good(kind));
    const stranger = await makeSigner();
    const approvals = [await signAsMember(built, practice.doctor.member, stranger)];
    expect(await problemOf(await practice.post(built, approvals))).toMatchObject({ code: 'caller_refused' });
    expect(await problemOf(await practice.post(built, []))).toMatchObject({ code: 'caller_refused' });
  });
});

describe('orders that are refused', () => {
  const cases: [string, string, () => Promise<Partial<Order>> | Partial<Order>][] = [
    ['that has expired', 'order_expired', () => ({ issuedAt: seconds() - 200, expires: seconds() - 1 })],
    ['that is valid for more than 30 days', 'order_refused', () => ({ expires: seconds() + 2_592_001 })],
    ['that expires before it begins', 'order_refused', () => ({ expires: seconds() })],
    ['from the future', 'order_refused', () => ({ issuedAt: seconds() + 121 })],
    ['that skips a sequence number', 'order_gap', () => ({ sequence: 2 })],
    ['on another head', 'order_conflict', () => ({ previous: someKeys() })],
    ['with a used sequence number', 'order_conflict', () => ({ sequence: 0 })],
    ['for other vaults', 'order_refused', () => ({ audience: [someKeys(), someKeys(), someKeys()] })],
    [
      'for fewer vaults',
      'order_refused',
      () => ({ audience: running.vaults.slice(0, 2).map(({ signingKey }) => signingKey) }),
    ],
    [
      'for the vaults in another order',
      'order_refused',
      () => ({ audience: running.vaults.map(({ signingKey }) => signingKey).reverse() }),
    ],
  ];
  test.for(cases)('rejects an order %s', async ([, code, change]) => {
    const built = practice.next({ kind: 'contacts', contacts: ['a@b.example'] }, await change());
    expect(await problemOf(await practice.post(built, await practice.both(built)))).toMatchObject({ code });
    expect((await practice.statement()).sequence).toBe(0);
  });

  test('rejects an order sent to another practice', async () => {
    const other = await TestPractice.found(running, operator, () => clock);
    const built = practice.next({ kind: 'live' });
    expect(await problemOf(await other.post(built, await practice.both(built)))).toMatchObject({
      code: 'request_invalid',
    });
  });

  test('rejects an order for an unknown practice', async () => {
    const other = await TestPractice.make(running, () => clock);
    const built = other.next({ kind: 'live' }, { sequence: 1 });
    expect(await problemOf(await other.post(built, []))).toMatchObject({ code: 'order_gap' });
    expect((await fetch(other.url('/orders'))).status).toBe(404);
  });
});

describe('actions that are refused', () => {
  const day = 86_400;
  const cases: [string, () => Promise<Action> | Action][] = [
    [
      'that enrols a key already in use',
      async () => ({ ...(await good('enrol')), auth: practice.kit.publicKey }) as Action,
    ],
    ['that enrols a member twice', () => ({ kind: 'enrol', ...enrolled(practice.doctor), auth: fresh.publicKey })],
    [
      'that enrols a member under the practice’s own id',
      async () => ({ ...(await good('enrol')), member: practice.id }) as Action,
    ],
    [
      'that admits an importer under the practice’s own id',
      async () => ({ ...(await good('importer')), importer: practice.id }) as Action,
    ],
    ['that lists a role twice', async () => ({ ...(await good('enrol')), roles: ['doctor', 'doctor'] }) as Action],
    [
      'that rekeys an unknown member',
      () => ({ kind: 'rekey', member: newId(), auth: fresh.publicKey, keys: someKeys() }),
    ],
    [
      'that rekeys to the current key',
      () => ({ kind: 'rekey', member: practice.doctor.member, auth: practice.doctor.auth, keys: someKeys() }),
    ],
    [
      'that raises above the configuration',
      () => ({ kind: 'raise', member: practice.doctor.member, purpose: 'scope', perDay: 481, until: seconds() + day }),
    ],
    [
      'that raises for too long',
      () => ({
        kind: 'raise',
        member: practice.doctor.member,
        purpose: 'scope',
        perDay: 300,
        until: seconds() + 15 * day,
      }),
    ],
    [
      'that raises until yesterday',
      () => ({ kind: 'raise', member: practice.doctor.member, purpose: 'scope', perDay: 300, until: seconds() - day }),
    ],
    [
      'that raises to less than the role has',
      () => ({ kind: 'raise', member: practice.doctor.member, purpose: 'scope', perDay: 100, until: seconds() + day }),
    ],
    [
      'that raises a purpose that the role does not have',
      () => ({
        kind: 'raise',
        member: practice.secretary.member,
        purpose: 'inbox',
        perDay: 100,
        until: seconds() + day,
      }),
    ],
    ['that freezes an unknown member', () => ({ kind: 'freeze', freeze: newId(), member: newId(), reason: 'canary' })],
    [
      'that thaws after a theft without a new seed',
      () => ({ kind: 'thaw', freeze: newId(), member: practice.doctor.member, reason: 'suspected_theft' }),
    ],
    ['that retires an unknown member', () => ({ kind: 'retire', member: newId() })],
    ['that changes no approver', () => ({ kind: 'approvers', add: [], remove: [] })],
    ['that removes an unknown approver', () => ({ kind: 'approvers', add: [], remove: [newId()] })],
    [
      'that adds an approver with the passkey of another',
      () => ({ kind: 'approvers', add: [{ approver: newId(), card: practice.approvers[0].jws }], remove: [] }),
    ],
    [
      'that adds an approver again',
      () => ({
        kind: 'approvers',
        add: [{ approver: practice.approvers[0].id, card: practice.approvers[0].jws }],
        remove: [],
      }),
    ],
    [
      'that gives the kit a member’s key',
      () => ({ kind: 'kit', kit: { auth: practice.doctor.auth, keys: someKeys() } }),
    ],
    ['that gives the server the kit’s key', () => ({ kind: 'server', server: practice.kit.publicKey })],
    [
      'that gives an importer more than the configuration allows',
      async () => ({ ...(await good('importer')), patients: 10_000_000, search: 12_000_001 }) as Action,
    ],
    [
      'that gives an importer more units than its patients have terms',
      async () => ({ ...(await good('importer')), patients: 100, search: 1261 }) as Action,
    ],
    [
      'that admits an importer for too long',
      async () => ({ ...(await good('importer')), until: seconds() + 49 * 3600 }) as Action,
    ],
    ['that skips a log epoch', () => ({ kind: 'restore', logEpoch: 3, size: 0, root: someKeys() })],
    ['that founds the practice again', () => practice.genesis()],
  ];
  test.for(cases)('rejects an action %s', async ([, make]) => {
    const built = practice.next(await make());
    const problem = await problemOf(await practice.post(built, await practice.both(built)));
    expect(problem).toMatchObject({ code: 'order_refused', status: 409 });
    expect((await practice.statement()).sequence).toBe(0);
  });

  test('rejects an invalid action when it is proposed, before anyone approves it', async () => {
    const built = practice.next({ kind: 'retire', member: newId() });
    expect(await problemOf(await practice.post(built, [await approve(built, practice.approvers[0])]))).toMatchObject({
      code: 'order_refused',
    });
    expect(await (await fetch(practice.url('/pending'))).json()).toEqual({ orders: [] });
  });
});

describe('two orders with one sequence number', () => {
  test('one of two orders sent at the same time wins, and every vault has the same chain or a conflict', async () => {
    const mine = practice.next({ kind: 'contacts', contacts: ['mine@b.example'] });
    const theirs = practice.next({ kind: 'contacts', contacts: ['theirs@b.example'] });
    const approvals = [await practice.both(mine), await practice.both(theirs)] as const;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => practice.post(i % 2 === 0 ? mine : theirs, approvals[i % 2 === 0 ? 0 : 1])),
    );
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { status: string; code?: string }[];
    expect(bodies.filter(({ status }) => status === 'applied')).toHaveLength(4);
    expect(bodies.filter(({ code }) => code === 'order_conflict')).toHaveLength(4);
    expect((await practice.statement()).sequence).toBe(1);
  });

  test('pending orders for a sequence number end when another order is applied', async () => {
    const waiting = practice.next({ kind: 'live' }, { expires: seconds() + 3600 });
    const other = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
    await practice.post(waiting, [await signAsMember(waiting, practice.doctor.member, practice.doctor.signer)]);
    expect((await practice.post(other, await practice.both(other))).status).toBe(200);
    expect(await (await fetch(practice.url('/pending'))).json()).toEqual({ orders: [] });
    expect(await problemOf(await practice.post(waiting, await practice.both(waiting)))).toMatchObject({
      code: 'order_conflict',
    });
  });
});

test('a proposer can fill only its own part of the pending list', async () => {
  const member = practice.secretary;
  const kept = practice.next({ kind: 'live' });
  await practice.post(kept, [await signAsMember(kept, practice.doctor.member, practice.doctor.signer)]);
  for (let i = 0; i < 6; i++) {
    clock += 1000;
    const built = practice.next({ kind: 'contacts', contacts: [`a${i}@b.example`] });
    await practice.post(built, [await signAsMember(built, member.member, member.signer)]);
  }
  const { orders } = (await (await fetch(practice.url('/pending'))).json()) as { orders: { payload: string }[] };
  expect(orders).toHaveLength(5);
  expect(orders[0]?.payload).toBe(Buffer.from(kept.payload).toString('base64url'));
});
