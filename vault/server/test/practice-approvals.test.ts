import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelHash, type Approval, type Assertion } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, utf8 } from '@etanche/core-wire';
import { makeSigner, problemOf, random, sign } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  alarmsOf,
  approve,
  assertion,
  makeApprover,
  newId,
  signAsKit,
  signAsMember,
  signAsOperator,
  signCard,
  TestPractice,
  type BuiltOrder,
} from './support/practice.ts';

const operator = await makeSigner();
const hour = 3_600_000;
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;
let built: BuiltOrder;

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
  built = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
});

const first = () => practice.approvers[0];
const second = () => practice.approvers[1];
const good = () => approve(built, first());

async function altered(change: (whole: Assertion) => Partial<Assertion>): Promise<Approval> {
  const whole = await assertion(second(), built.hash);
  return { by: 'approver', approver: second().id, assertion: { ...whole, ...change(whole) } };
}

function flip(text: string, at: number): string {
  const bytes = fromBase64url(text, undefined);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return toBase64url(bytes);
}

function clientData({ clientDataJSON }: Assertion, change: object): string {
  const data = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as object;
  return toBase64url(utf8(JSON.stringify({ ...data, ...change })));
}

describe('second approvals that do not count', () => {
  test.for<[string, () => Promise<Approval>]>([
    ['by the same approver', () => approve(built, first())],
    [
      'by the same passkey under the other’s name',
      async () => ({ ...(await good()), approver: second().id }) as Approval,
    ],
    ['by the passkey of an unknown approver', async () => approve(built, await makeApprover(running))],
    [
      'by the passkey of an unknown approver under the other’s name',
      async () => ({ ...(await approve(built, await makeApprover(running))), approver: second().id }) as Approval,
    ],
    ['of another order', async () => approve(practice.next({ kind: 'live' }), second())],
    [
      'that cancels the order',
      async () => ({
        by: 'approver',
        approver: second().id,
        assertion: await assertion(second(), cancelHash(built.id)),
      }),
    ],
    ['with an altered signature', () => altered(({ signature }) => ({ signature: flip(signature, 20) }))],
    [
      'with altered authenticator data',
      () => altered(({ authenticatorData }) => ({ authenticatorData: flip(authenticatorData, 36) })),
    ],
    [
      'for another RP id',
      () => altered(({ authenticatorData }) => ({ authenticatorData: flip(authenticatorData, 0) })),
    ],
    [
      'of another origin',
      () => altered((whole) => ({ clientDataJSON: clientData(whole, { origin: 'https://records.example' }) })),
    ],
    [
      'made in another site’s frame',
      () => altered((whole) => ({ clientDataJSON: clientData(whole, { crossOrigin: true }) })),
    ],
    [
      'that is a registration',
      () => altered((whole) => ({ clientDataJSON: clientData(whole, { type: 'webauthn.create' }) })),
    ],
    ['without client data', () => altered(() => ({ clientDataJSON: toBase64url(utf8('null')) }))],
    ['by a member', () => signAsMember(built, practice.doctor.member, practice.doctor.signer)],
    ['by an operator', () => signAsOperator(built, operator)],
    ['by the kit of another practice', async () => signAsKit(built, await makeSigner())],
  ])('an approval %s does not complete an order', async ([, other]) => {
    const response = await practice.post(built, [await good(), await other()]);
    expect(await response.json()).toEqual({ order: built.id, status: 'waiting', approvals: 1, needed: 2 });
    expect((await practice.statement()).sequence).toBe(0);
  });

  test('an approval without user verification does not complete an order', async () => {
    const careless = await makeApprover(running, { withoutUserVerification: true }, 1);
    await practice.order({ kind: 'approvers', add: [{ approver: careless.id, card: careless.jws }], remove: [] });
    built = practice.next({ kind: 'live' });
    const importer = practice.next({ kind: 'contacts', contacts: ['c@d.example'] });
    const refused = await practice.post(built, [await approve(built, careless)]);
    expect(await problemOf(refused)).toMatchObject({ code: 'caller_refused' });
    const waits = await practice.post(importer, [await approve(importer, careless), await approve(importer, first())]);
    expect(await waits.json()).toMatchObject({ status: 'waiting', approvals: 1 });
  });

  test('an approval by a removed approver does not complete an order', async () => {
    const third = await makeApprover(running, {}, 2);
    await practice.order({ kind: 'approvers', add: [{ approver: third.id, card: third.jws }], remove: [second().id] });
    built = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
    const waits = await practice.post(built, [await good(), await approve(built, second())]);
    expect(await waits.json()).toMatchObject({ status: 'waiting', approvals: 1 });
    expect(await (await practice.post(built, [await approve(built, third)])).json()).toMatchObject({
      status: 'applied',
    });
  });

  test('approvals do not carry over to a rebuilt order', async () => {
    await practice.post(built, [await good()]);
    clock += 1000;
    const rebuilt = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
    expect(await (await practice.post(rebuilt, [await approve(rebuilt, second())])).json()).toMatchObject({
      status: 'waiting',
    });
  });
});

describe('cards that are refused', () => {
  test.for<[string, () => Promise<{ approver: string; card: string }>]>([
    [
      'signed by a key outside the federation',
      async () => {
        const { card } = await makeApprover(running);
        const stranger = await makeSigner();
        return { approver: card.approver, card: await sign(card, 'etanche-approver-card+jws', stranger) };
      },
    ],
    [
      'signed by another vault than the one it names',
      async () => {
        const { card } = await makeApprover(running);
        return { approver: card.approver, card: await signCard(running, card, 1) };
      },
    ],
    ['for another approver', async () => ({ approver: newId(), card: (await makeApprover(running)).jws })],
    [
      'whose RP id does not cover its origin',
      async () => {
        const { card } = await makeApprover(running);
        return { approver: card.approver, card: await signCard(running, { ...card, rpId: 'records.example' }) };
      },
    ],
  ])('rejects an approver card %s', async ([, make]) => {
    built = practice.next({ kind: 'approvers', add: [await make()], remove: [] });
    expect(await problemOf(await practice.post(built, await practice.both(built)))).toMatchObject({
      code: 'order_refused',
    });
  });
});

describe('approvals of a genesis', () => {
  test.for<[string, (of: TestPractice, genesis: BuiltOrder) => Promise<Approval[]>, string]>([
    [
      'without the operator',
      async (of, genesis) => (await of.foundersOf(genesis, operator)).slice(0, 2),
      'caller_refused',
    ],
    [
      'with the operator of another federation',
      async (of, genesis) => of.foundersOf(genesis, await makeSigner()),
      'caller_refused',
    ],
    ['without one of its members', async (of, genesis) => (await of.foundersOf(genesis, operator)).slice(1), 'waiting'],
    [
      'with a member’s signature of other bytes',
      async (of, genesis) => {
        const [, other, own] = await of.foundersOf(genesis, operator);
        const wrong = await signAsMember(of.next({ kind: 'live' }), of.doctor.member, of.doctor.signer);
        return [wrong, other, own] as Approval[];
      },
      'waiting',
    ],
    ['with all signatures', (of, genesis) => of.foundersOf(genesis, operator), 'applied'],
  ])('handles a genesis %s', async ([, approvals, outcome]) => {
    const made = await TestPractice.make(running, () => clock);
    const genesis = made.next(made.genesis());
    const answer = (await (await made.post(genesis, await approvals(made, genesis))).json()) as {
      code?: string;
      status: string;
    };
    expect(answer.code ?? answer.status).toBe(outcome);
    expect((await fetch(made.url(''))).status).toBe(outcome === 'applied' ? 200 : 404);
  });

  test('a genesis applies after its founders sign one after the other', async () => {
    const made = await TestPractice.make(running, () => clock);
    const genesis = made.next(made.genesis());
    const [doctor, secretary, own] = (await made.foundersOf(genesis, operator)) as [Approval, Approval, Approval];
    const counts: unknown[] = [];
    for (const approval of [own, doctor, secretary]) {
      const { approvals, needed, status } = (await (await made.post(genesis, [approval])).json()) as never;
      counts.push([approvals, needed, status]);
    }
    expect(counts).toEqual([
      [1, 3, 'waiting'],
      [2, 3, 'waiting'],
      [3, 3, 'applied'],
    ]);
  });
});

describe('the kit', () => {
  test('the kit replaces the second approver after 24 hours, with an alarm', async () => {
    const answer = await practice.post(built, [await good(), await signAsKit(built, practice.kit)]);
    expect(await answer.json()).toMatchObject({ status: 'delayed', effectiveAt: (start + 24 * hour) / 1000 });
    clock = start + 24 * hour - 1000;
    expect((await practice.statement()).sequence).toBe(0);
    clock = start + 24 * hour;
    expect((await practice.statement()).sequence).toBe(1);
    // The founding, the delay, and the change of contacts, sent to the old contacts as well.
    expect((await alarmsOf(practice)).map(({ kind }) => kind)).toEqual(['delayed_order', 'order', 'order', 'order']);
  });

  test('the kit replaces both approvers after 72 hours, or 24 hours after an approver joins', async () => {
    const alone = await practice.post(built, [await signAsKit(built, practice.kit)]);
    expect(await alone.json()).toMatchObject({ status: 'delayed', effectiveAt: (start + 72 * hour) / 1000 });
    clock = start + 10 * hour;
    const joined = await practice.post(built, [await good()]);
    expect(await joined.json()).toMatchObject({ status: 'delayed', effectiveAt: (start + 34 * hour) / 1000 });
    clock = start + 30 * hour;
    const whole = await practice.post(built, [await approve(built, second())]);
    expect(await whole.json()).toMatchObject({ status: 'applied' });
  });

  test('the kit starts no delay that ends after the order expires', async () => {
    built = practice.next(built.order.action, { expires: start / 1000 + 71 * 3600 });
    expect(await problemOf(await practice.post(built, [await signAsKit(built, practice.kit)]))).toMatchObject({
      code: 'order_refused',
    });
  });

  test('a rebuilt order restarts the delay of the kit, and never ends earlier', async () => {
    await practice.post(built, [await signAsKit(built, practice.kit)]);
    clock = start + 71 * hour;
    const rebuilt = practice.next(built.order.action);
    const answer = await practice.post(rebuilt, [await signAsKit(rebuilt, practice.kit)]);
    expect(await answer.json()).toMatchObject({ effectiveAt: (clock + 72 * hour) / 1000 });
  });

  test('a replaced kit signs no more orders', async () => {
    const old = practice.kit;
    const kit = await makeSigner();
    await practice.order({ kind: 'kit', kit: { auth: kit.publicKey, keys: toBase64url(random(32)) } });
    built = practice.next({ kind: 'live' });
    expect(await problemOf(await practice.post(built, [await signAsKit(built, old)]))).toMatchObject({
      code: 'caller_refused',
    });
    expect(await (await practice.post(built, [await signAsKit(built, kit)])).json()).toMatchObject({
      status: 'delayed',
    });
  });
});

describe('cancellation by an approver', () => {
  beforeEach(async () => {
    await practice.post(built, [await good(), await signAsKit(built, practice.kit)]);
  });

  test('a cancelled delayed order is never applied', async () => {
    expect((await practice.cancel(built, second())).status).toBe(200);
    clock = start + 25 * hour;
    expect((await practice.statement()).sequence).toBe(0);
    expect(await problemOf(await practice.post(built, await practice.both(built)))).toMatchObject({
      code: 'order_refused',
    });
    expect(await (await fetch(practice.url('/pending'))).json()).toEqual({ orders: [] });
  });

  test('an approval of the order does not cancel it', async () => {
    const body = { order: built.id, approver: second().id, assertion: await assertion(second(), built.hash) };
    expect(await problemOf(await practice.send('/cancellations', body))).toMatchObject({ code: 'caller_refused' });
  });

  test('an unknown approver cannot cancel an order', async () => {
    expect(await problemOf(await practice.cancel(built, await makeApprover(running)))).toMatchObject({
      code: 'caller_refused',
    });
  });

  test('an order that is not pending cannot be cancelled', async () => {
    const other = practice.next({ kind: 'live' });
    expect(await problemOf(await practice.cancel(other, first()))).toMatchObject({ code: 'order_refused' });
  });
});
