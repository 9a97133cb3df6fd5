import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelHash, fromBase64url, toBase64url, utf8, type Approval, type Assertion } from '@etanche/core-protocol';
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

describe('beside one good approval, a second one does not count', () => {
  test.for<[string, () => Promise<Approval>]>([
    ['of the same approver', () => approve(built, first())],
    [
      'of the same passkey under the other’s name',
      async () => ({ ...(await good()), approver: second().id }) as Approval,
    ],
    ['of a stranger’s passkey', async () => approve(built, await makeApprover(running))],
    [
      'of a stranger’s passkey under the other’s name',
      async () => ({ ...(await approve(built, await makeApprover(running))), approver: second().id }) as Approval,
    ],
    ['of another order', async () => approve(practice.next({ kind: 'live' }), second())],
    [
      'that was made to cancel it',
      async () => ({
        by: 'approver',
        approver: second().id,
        assertion: await assertion(second(), cancelHash(built.id)),
      }),
    ],
    ['whose signature was altered', () => altered(({ signature }) => ({ signature: flip(signature, 20) }))],
    [
      'whose authenticator data was altered',
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
    ['that is no client data', () => altered(() => ({ clientDataJSON: toBase64url(utf8('null')) }))],
    ['of a member', () => signAsMember(built, practice.doctor.member, practice.doctor.signer)],
    ['of an operator', () => signAsOperator(built, operator)],
    ['of a kit that is not the practice’s', async () => signAsKit(built, await makeSigner())],
  ])('%s', async ([, other]) => {
    const response = await practice.post(built, [await good(), await other()]);
    expect(await response.json()).toEqual({ order: built.id, status: 'waiting', approvals: 1, needed: 2 });
    expect((await practice.statement()).sequence).toBe(0);
  });

  test('of an approver whose user was not verified', async () => {
    const careless = await makeApprover(running, { withoutUserVerification: true }, 1);
    await practice.order({ kind: 'approvers', add: [{ approver: careless.id, card: careless.jws }], remove: [] });
    built = practice.next({ kind: 'live' });
    const importer = practice.next({ kind: 'contacts', contacts: ['c@d.example'] });
    const refused = await practice.post(built, [await approve(built, careless)]);
    expect(await problemOf(refused)).toMatchObject({ code: 'caller_refused' });
    const waits = await practice.post(importer, [await approve(importer, careless), await approve(importer, first())]);
    expect(await waits.json()).toMatchObject({ status: 'waiting', approvals: 1 });
  });

  test('of an approver who was removed', async () => {
    const third = await makeApprover(running, {}, 2);
    await practice.order({ kind: 'approvers', add: [{ approver: third.id, card: third.jws }], remove: [second().id] });
    built = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
    const waits = await practice.post(built, [await good(), await approve(built, second())]);
    expect(await waits.json()).toMatchObject({ status: 'waiting', approvals: 1 });
    expect(await (await practice.post(built, [await approve(built, third)])).json()).toMatchObject({
      status: 'applied',
    });
  });

  test('nor are approvals carried to the same order made anew', async () => {
    await practice.post(built, [await good()]);
    clock += 1000;
    const anew = practice.next({ kind: 'contacts', contacts: ['a@b.example'] });
    expect(await (await practice.post(anew, [await approve(anew, second())])).json()).toMatchObject({
      status: 'waiting',
    });
  });
});

describe('the card of an approver is refused', () => {
  test.for<[string, () => Promise<{ approver: string; card: string }>]>([
    [
      'signed by nobody of the federation',
      async () => {
        const { card } = await makeApprover(running);
        const stranger = await makeSigner();
        return { approver: card.approver, card: await sign(card, 'etanche-approver-card+jws', stranger) };
      },
    ],
    [
      'signed by another vault than it names',
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
  ])('%s', async ([, make]) => {
    built = practice.next({ kind: 'approvers', add: [await make()], remove: [] });
    expect(await problemOf(await practice.post(built, await practice.both(built)))).toMatchObject({
      code: 'order_refused',
    });
  });
});

describe('a practice is founded', () => {
  test.for<[string, (of: TestPractice, genesis: BuiltOrder) => Promise<Approval[]>, string]>([
    [
      'not without the operator',
      async (of, genesis) => (await of.foundersOf(genesis, operator)).slice(0, 2),
      'caller_refused',
    ],
    [
      'not by an operator of somebody else',
      async (of, genesis) => of.foundersOf(genesis, await makeSigner()),
      'caller_refused',
    ],
    [
      'not without one of its members',
      async (of, genesis) => (await of.foundersOf(genesis, operator)).slice(1),
      'waiting',
    ],
    [
      'not with a member’s signature of something else',
      async (of, genesis) => {
        const [, other, own] = await of.foundersOf(genesis, operator);
        const wrong = await signAsMember(of.next({ kind: 'live' }), of.doctor.member, of.doctor.signer);
        return [wrong, other, own] as Approval[];
      },
      'waiting',
    ],
    ['with all of them', (of, genesis) => of.foundersOf(genesis, operator), 'applied'],
  ])('%s', async ([, approvals, outcome]) => {
    const made = await TestPractice.make(running, () => clock);
    const genesis = made.next(made.genesis());
    const answer = (await (await made.post(genesis, await approvals(made, genesis))).json()) as {
      code?: string;
      status: string;
    };
    expect(answer.code ?? answer.status).toBe(outcome);
    expect((await fetch(made.url(''))).status).toBe(outcome === 'applied' ? 200 : 404);
  });

  test('as its founders sign one after the other', async () => {
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
  test('stands for the second approver after 24 hours, and rings', async () => {
    const answer = await practice.post(built, [await good(), await signAsKit(built, practice.kit)]);
    expect(await answer.json()).toMatchObject({ status: 'delayed', effectiveAt: (start + 24 * hour) / 1000 });
    clock = start + 24 * hour - 1000;
    expect((await practice.statement()).sequence).toBe(0);
    clock = start + 24 * hour;
    expect((await practice.statement()).sequence).toBe(1);
    // The founding, the delay, and the change of contacts, which the old ones are told too.
    expect((await alarmsOf(practice)).map(({ kind }) => kind)).toEqual(['delayed_order', 'order', 'order', 'order']);
  });

  test('stands for both alone after 72 hours, and with an approver who comes later after 24', async () => {
    const alone = await practice.post(built, [await signAsKit(built, practice.kit)]);
    expect(await alone.json()).toMatchObject({ status: 'delayed', effectiveAt: (start + 72 * hour) / 1000 });
    clock = start + 10 * hour;
    const joined = await practice.post(built, [await good()]);
    expect(await joined.json()).toMatchObject({ status: 'delayed', effectiveAt: (start + 34 * hour) / 1000 });
    clock = start + 30 * hour;
    const whole = await practice.post(built, [await approve(built, second())]);
    expect(await whole.json()).toMatchObject({ status: 'applied' });
  });

  test('begins no delay that its order does not live to see', async () => {
    built = practice.next(built.order.action, { expires: start / 1000 + 71 * 3600 });
    expect(await problemOf(await practice.post(built, [await signAsKit(built, practice.kit)]))).toMatchObject({
      code: 'order_refused',
    });
  });

  test('begins its delay anew, never earlier, when the order is made anew', async () => {
    await practice.post(built, [await signAsKit(built, practice.kit)]);
    clock = start + 71 * hour;
    const anew = practice.next(built.order.action);
    const answer = await practice.post(anew, [await signAsKit(anew, practice.kit)]);
    expect(await answer.json()).toMatchObject({ effectiveAt: (clock + 72 * hour) / 1000 });
  });

  test('signs no more once it is replaced', async () => {
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

describe('an approver cancels', () => {
  beforeEach(async () => {
    await practice.post(built, [await good(), await signAsKit(built, practice.kit)]);
  });

  test('an order that is delayed, and it is never taken again', async () => {
    expect((await practice.cancel(built, second())).status).toBe(200);
    clock = start + 25 * hour;
    expect((await practice.statement()).sequence).toBe(0);
    expect(await problemOf(await practice.post(built, await practice.both(built)))).toMatchObject({
      code: 'order_refused',
    });
    expect(await (await fetch(practice.url('/pending'))).json()).toEqual({ orders: [] });
  });

  test('not with the approval of the order itself', async () => {
    const body = { order: built.id, approver: second().id, assertion: await assertion(second(), built.hash) };
    expect(await problemOf(await practice.send('/cancellations', body))).toMatchObject({ code: 'caller_refused' });
  });

  test('not as a stranger', async () => {
    expect(await problemOf(await practice.cancel(built, await makeApprover(running)))).toMatchObject({
      code: 'caller_refused',
    });
  });

  test('nothing that does not wait', async () => {
    const other = practice.next({ kind: 'live' });
    expect(await problemOf(await practice.cancel(other, first()))).toMatchObject({ code: 'order_refused' });
  });
});
