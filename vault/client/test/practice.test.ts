import { cancelHash, type Action, type Approval, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, utf8 } from '@etanche/core-wire';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestFederation, type TestFederation } from '../../server/test/support/federation.ts';
import {
  alarmsOf,
  approve,
  assertion,
  evaluateAs,
  newId,
  someKeys,
  TestPractice,
} from '../../server/test/support/practice.ts';
import {
  buildGenesis,
  buildOrder,
  cancelOrder,
  catchUp,
  createRequestSigner,
  createVaultClient,
  fetchKeySet,
  fetchPending,
  fetchPractice,
  postOrder,
  queryPractice,
  signOrder,
  timerSleep,
  type BuiltOrder,
  type SigningKey,
} from '../src/index.ts';
import { group } from './support/federation.ts';
import { random } from './support/random.ts';
import { makeSigningKey } from './support/signing-key.ts';

const operator = await makeSigningKey();
const start = Date.parse('2026-11-22T10:00:00Z');
const day = 86_400_000;
let clock = start;
let running: TestFederation;
let practice: TestPractice;

type Twist = (text: string, url: string) => string;
/** Alters the answers of the third vault: unchanged, silence, or a lie. */
let third: 'good' | 'away' | Twist = 'good';

const twistedFetch: typeof fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  const isThird = url.startsWith(running.vaults[2]?.url ?? 'never');
  if (isThird && third === 'away') throw new TypeError('unreachable');
  const response = await fetch(input, init);
  if (!isThird || typeof third === 'string') return response;
  const { status, headers } = response;
  return new Response(third(await response.text(), url), { status, headers });
};

const transport = { fetch: twistedFetch, sleep: timerSleep, timeoutMs: 20_000 };
const times = { now: () => clock, random };

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [toBase64url(operator.publicKey)], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  third = 'good';
  practice = await TestPractice.make(running, () => clock);
});

const at = () => ({ ...transport, federation: running.federation, practice: practice.id });
const keyOf = (signer: { key: CryptoKey; publicKey: string }): SigningKey => ({
  privateKey: signer.key,
  publicKey: fromBase64url(signer.publicKey, 32),
});

function build(action: Action): BuiltOrder {
  const { id, sequence, head } = practice;
  const content = { federation: running.federation, action, lifeSeconds: 7 * 86_400, ...times };
  if (sequence >= 0) return buildOrder({ ...content, practice: id, after: { sequence, head } });
  const genesis = buildGenesis(content);
  practice.id = genesis.order.practice;
  return genesis;
}

function signed({ payload }: BuiltOrder, approvals: readonly Approval[]): SignedOrder {
  return { payload: toBase64url(payload), approvals: [...approvals] };
}

async function found() {
  const genesis = build(practice.genesis());
  const { doctor, secretary } = practice;
  const approvals = [
    await signOrder(genesis, { by: 'member', member: doctor.member }, keyOf(doctor.signer)),
    await signOrder(genesis, { by: 'member', member: secretary.member }, keyOf(secretary.signer)),
    await signOrder(genesis, { by: 'operator' }, operator),
  ];
  const posted = await postOrder({ ...at(), signedOrder: signed(genesis, approvals) });
  moved(genesis);
  return posted;
}

function moved({ order, hash }: BuiltOrder): void {
  practice.sequence = order.sequence;
  practice.head = toBase64url(hash);
}

async function bothSign(built: BuiltOrder): Promise<SignedOrder> {
  const named = { ...built, id: toBase64url(built.hash) };
  return signed(built, [await approve(named, practice.approvers[0]), await approve(named, practice.approvers[1])]);
}

async function order(action: Action = { kind: 'contacts', contacts: [`n${practice.sequence}@b.example`] }) {
  const built = build(action);
  const posted = await postOrder({ ...at(), signedOrder: await bothSign(built) });
  moved(built);
  return posted;
}

describe('a practice', () => {
  test('a practice is founded, fetched and queried by its members', async () => {
    expect(await found()).toMatchObject({ applied: true, failures: [] });
    const genesis = practice.head;
    await order();
    const fetched = await fetchPractice(at());
    expect(fetched).toMatchObject({ sequence: 1, head: practice.head, genesis, live: false, behind: [] });
    expect(fetched.orders.map(({ order: { sequence } }) => sequence)).toEqual([0, 1]);
    expect(fetched.members.map(({ status }) => status)).toEqual(['active', 'active']);

    const keySet = await fetchKeySet({ ...at(), id: `scope/${practice.id}`, group });
    const signer = createRequestSigner(running.federation, keyOf(practice.doctor.signer), times);
    const client = createVaultClient({
      ...transport,
      ...times,
      keySet,
      group,
      hedgeMs: null,
      signer,
      caller: 'member',
    });
    const [output] = await client.evaluate([utf8('a scope')]);
    expect(output).toHaveLength(64);
    const tooMany = client.evaluate(Array.from({ length: 21 }, () => utf8('a scope')));
    await expect(tooMany).rejects.toMatchObject({ code: 'request_invalid' });

    const verified: number[] = [];
    const verify = (isValid: boolean): NonNullable<Parameters<typeof createVaultClient>[0]['verify']> => {
      return (_key, blinded, evaluated) => {
        verified.push(blinded.length, evaluated.length);
        return Promise.resolve(isValid);
      };
    };
    const member = { ...transport, ...times, keySet, group, hedgeMs: null, signer, caller: 'member' } as const;
    expect(await createVaultClient({ ...member, verify: verify(true) }).evaluate([utf8('a scope')])).toEqual([output]);
    expect(verified).toEqual([1, 1, 1, 1]);
    await expect(
      createVaultClient({ ...member, verify: verify(false) }).evaluate([utf8('a scope')]),
    ).rejects.toMatchObject({
      code: 'could_not_check',
      failures: [{ code: 'proof_invalid' }, { code: 'proof_invalid' }],
    });

    const urgent = createRequestSigner(running.federation, keyOf(practice.doctor.signer), times, 'emergency');
    const broken = createVaultClient({ ...transport, ...times, keySet, group, hedgeMs: null, signer: urgent });
    expect(await broken.evaluate([utf8('a scope')])).toEqual([output]);
    const rung = await Promise.all([0, 1, 2].map((position) => alarmsOf(practice, position)));
    expect(rung.flat().filter(({ kind }) => kind === 'emergency')).toHaveLength(2);
  });

  test('an unknown practice is refused, not empty', async () => {
    await expect(fetchPractice(at())).rejects.toMatchObject({
      code: 'refused',
      failures: [{ code: 'practice_unknown' }, { code: 'practice_unknown' }, { code: 'practice_unknown' }],
    });
  });

  test('an order that t vaults refuse gives their reason', async () => {
    await found();
    const built = build({ kind: 'retire', member: newId() });
    await expect(postOrder({ ...at(), signedOrder: await bothSign(built) })).rejects.toMatchObject({
      code: 'refused',
      failures: [0, 1, 2].map(() => ({ code: 'order_refused', detail: 'The practice has no such member.' })),
    });
  });

  test('pending orders are listed, and an approver can cancel them', async () => {
    await found();
    const built = build({ kind: 'contacts', contacts: ['a@b.example'] });
    const kit = await signOrder(built, { by: 'kit' }, keyOf(practice.kit));
    const posted = await postOrder({ ...at(), signedOrder: signed(built, [kit]) });
    expect(posted).toMatchObject({ applied: false });
    expect(posted.answers.map(({ answer }) => answer.status)).toEqual(['delayed', 'delayed', 'delayed']);
    const [waiting, ...rest] = await fetchPending(at());
    expect(rest).toEqual([]);
    expect(waiting).toMatchObject({ hash: posted.order, signed: { approvals: [kit] } });
    const [approver] = practice.approvers;
    const cancelled = await cancelOrder({
      ...at(),
      order: posted.order,
      approver: approver.id,
      assertion: await assertion(approver, cancelHash(posted.order)),
    });
    expect(cancelled).toEqual([1, 2, 3]);
    expect(await fetchPending(at())).toEqual([]);
  });
});

describe('a vault that was away', () => {
  test('the next posted order also sends a vault its missing orders, including the genesis', async () => {
    third = 'away';
    expect(await found()).toMatchObject({ applied: true, failures: [{ index: 3, code: 'unreachable' }] });
    await order();
    await order({
      kind: 'raise',
      member: practice.doctor.member,
      purpose: 'scope',
      perDay: 200,
      until: start / 1000 + 86_400,
    });
    third = 'good';
    const posted = await order();
    expect(posted).toMatchObject({ applied: true, failures: [] });
    expect((await practice.statement(2)).head).toBe(practice.head);
  });

  test('a vault accepts expired orders with the receipts of the others', async () => {
    await found();
    third = 'away';
    const member = practice.doctor.member;
    await order({ kind: 'retire', member });
    const kitOrder = build({ kind: 'contacts', contacts: ['kit@b.example'] });
    const kit = await signOrder(kitOrder, { by: 'kit' }, keyOf(practice.kit));
    await postOrder({ ...at(), signedOrder: signed(kitOrder, [kit]) });
    clock = start + 3 * day;
    await fetchPractice(at());
    moved(kitOrder);
    clock = start + 60 * day;
    third = 'good';
    const before = await fetchPractice(at());
    expect(before).toMatchObject({ sequence: 2, behind: [{ index: 3, code: 'order_gap' }] });
    expect(await catchUp(at())).toEqual([]);
    expect(await practice.statement(2)).toMatchObject({ sequence: 2, head: practice.head });
    expect((await practice.statement(2)).members.find((each) => each.member === member)?.status).toBe('retired');
    expect((await fetchPractice(at())).behind).toEqual([]);
  });

  test('a vault rejects an expired order with receipts of fewer than t vaults or of another order', async () => {
    await found();
    third = 'away';
    const posted = await order();
    const [applied] = (await fetchPractice(at())).orders.slice(-1);
    const receipts = posted.answers.map(({ answer }) => answer.receipt ?? '');
    clock = start + 60 * day;
    const whole = { payload: toBase64url(new Uint8Array()), approvals: [], ...applied?.signed };
    const post = (list: string[]) => practice.send('/orders', { ...whole, receipts: list }, 2);
    expect(await (await post([])).json()).toMatchObject({ code: 'order_expired' });
    expect(await (await post(receipts.slice(0, 1))).json()).toMatchObject({ code: 'order_expired' });
    expect(await (await post([receipts[0] ?? '', receipts[0] ?? ''])).json()).toMatchObject({ code: 'order_expired' });
    const genesis = (await fetchPractice(at())).orders[0]?.signed.receipts ?? [];
    expect(await (await post([...receipts.slice(0, 1), ...genesis])).json()).toMatchObject({ code: 'order_expired' });
    // Receipts replace the time limit, never the approvals.
    const bare = await practice.send('/orders', { ...whole, approvals: [], receipts }, 2);
    expect(await bare.json()).toMatchObject({ code: 'caller_refused' });
    expect(await (await post(receipts)).json()).toMatchObject({ status: 'applied' });
  });
});

const flip = (text: string, position: number): string =>
  text.slice(0, position) + (text[position] === 'A' ? 'B' : 'A') + text.slice(position + 1);

describe('lies of one vault', () => {
  const lies: [string, Twist][] = [
    ['a statement that it did not sign', (text) => flip(text, 200)],
    ['an object of the wrong shape', () => '{}'],
    ['an empty answer', () => ''],
    ['another vault’s text', (text) => text.replaceAll('e', 'f')],
  ];
  test.for(lies)('counts as a failure of the vault: %s', async ([, lie]) => {
    await found();
    await order();
    third = lie;
    const fetched = await fetchPractice(at());
    expect(fetched).toMatchObject({ sequence: 1, head: practice.head, behind: [{ index: 3, code: 'answer_invalid' }] });
    const posted = await order();
    expect(posted).toMatchObject({ applied: true, failures: [{ index: 3, code: 'answer_invalid' }] });
  });

  test('an answer “applied” without the vault’s own receipt is a failure', async () => {
    await found();
    third = (text) => {
      const answer = JSON.parse(text) as { receipt?: string };
      delete answer.receipt;
      return JSON.stringify(answer);
    };
    expect(await order()).toMatchObject({ failures: [{ index: 3, code: 'answer_invalid' }] });
  });

  test('a forged chain is ignored in favour of the others', async () => {
    await found();
    await order();
    const built = build({ kind: 'live' });
    third = (text, url) => (url.includes('/orders?from=0') ? JSON.stringify({ orders: [signed(built, [])] }) : text);
    const fetched = await fetchPractice({
      ...at(),
      federation: { ...running.federation, vaults: [...running.federation.vaults].reverse() },
    });
    expect(fetched.orders.map(({ hash }) => hash)).toHaveLength(2);
    expect(fetched.head).toBe(practice.head);
  });

  test('an endless list of orders is cut off', async () => {
    await found();
    await order();
    let pages = 0;
    third = (text, url) => {
      const from = /\/orders\?from=([0-9]+)$/.exec(url)?.[1];
      if (from === undefined) return text;
      pages += 1;
      if (pages > 10) return '';
      const endless = (sequence: number) => practice.next({ kind: 'live' }, { sequence });
      const orders = Array.from({ length: 100 }, (_, i) => signed(endless(Number(from) + i), []));
      return JSON.stringify({ orders });
    };
    const vaults = [...running.federation.vaults].reverse();
    const fetched = await fetchPractice({ ...at(), federation: { ...running.federation, vaults } });
    expect([fetched.head, pages]).toEqual([practice.head, 1]);
  });

  test('invented approvals do not displace the real ones', async () => {
    await found();
    const built = build({ kind: 'contacts', contacts: ['b@practice.example'] });
    const [first, second] = await practice.both({ ...built, id: toBase64url(built.hash) });
    if (first === undefined || second === undefined) throw new Error('two approvers');
    await postOrder({ ...at(), signedOrder: signed(built, [first]) });
    const invented = () => ({ by: 'kit' as const, signature: toBase64url(random(64)) });
    third = (text, url) => {
      if (!url.endsWith('/pending')) return text;
      return JSON.stringify({ orders: [signed(built, Array.from({ length: 24 }, invented))] });
    };
    const vaults = [...running.federation.vaults].reverse();
    const pending = await fetchPending({ ...at(), federation: { ...running.federation, vaults } });
    const [waiting] = pending;
    expect(pending).toHaveLength(1);
    expect(waiting?.signed.approvals).toContainEqual(first);
    const all = [...(waiting?.signed.approvals ?? []), second];
    expect(await postOrder({ ...at(), signedOrder: signed(built, all) })).toMatchObject({
      applied: true,
      failures: [],
    });
  });

  test('two of three lying vaults leave no agreed state', async () => {
    await found();
    third = () => '{}';
    const two = {
      ...at(),
      federation: { ...running.federation, vaults: running.federation.vaults.slice(1) },
    };
    await expect(fetchPractice(two)).rejects.toMatchObject({ code: 'could_not_check' });
  });
});

describe('a query', () => {
  const ask = <Query extends 'quota' | 'alarms' | 'counts' | 'usage' | 'activity'>(
    query: Query,
    key: SigningKey,
    wanted?: string,
  ) => queryPractice({ ...at(), ...times, key, query, ...(wanted === undefined ? {} : { day: wanted }) });

  test('a query returns a member’s quota and people limits at every vault', async () => {
    await found();
    const used = { count: 2, now: clock, position: 0 };
    expect((await evaluateAs(running, practice.doctor.signer, `search/${practice.id}`, used)).status).toBe(200);
    const answers = await ask('quota', keyOf(practice.doctor.signer));
    expect(answers.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(answers[0]?.answer).toEqual({
      member: practice.doctor.member,
      people: { limit: 613, used: 16, perUnit: { scope: 1, search: 8, agenda: 40, inbox: 1 } },
      frozen: false,
      scope: { limit: 60, used: 0, monthLimit: 720, monthUsed: 0 },
      search: { limit: 26, used: 2, monthLimit: 312, monthUsed: 2 },
      agenda: { limit: 3, used: 0, monthLimit: 36, monthUsed: 0 },
      inbox: { limit: 40, used: 0, monthLimit: 480, monthUsed: 0 },
      emergency: { limit: 6, used: 0, monthLimit: 72, monthUsed: 0 },
    });
  });

  test('the records server gets the alarms and the signed counts, but no quota', async () => {
    await found();
    const server = keyOf(practice.server);
    const [alarms] = await ask('alarms', server);
    expect(alarms?.answer).toMatchObject([{ kind: 'order', practice: practice.id, index: 1, detail: 'genesis' }]);
    const [counts] = await ask('counts', server, '2026-11-22');
    expect(counts?.answer).toEqual({ practice: practice.id, index: 1, day: '2026-11-22', closed: false, members: [] });
    await expect(ask('quota', server)).rejects.toMatchObject({ code: 'refused' });
  });

  test('a member’s own use is answered by every vault, and a malformed answer counts as none', async () => {
    await found();
    const used = { count: 2, now: clock, position: 0 };
    expect((await evaluateAs(running, practice.doctor.signer, `scope/${practice.id}`, used)).status).toBe(200);
    const key = keyOf(practice.doctor.signer);
    const usage = await ask('usage', key);
    expect(usage.map(({ answer }) => answer.members.map(({ files }) => files))).toEqual([[2], [0], [0]]);
    const activity = await ask('activity', key);
    expect(activity.map(({ answer }) => answer.quarters.files.at(-1))).toEqual([2, 0, 0]);
    third = (text) => text.replace('"files":0', '"files":-1');
    expect((await ask('usage', key)).map(({ index }) => index)).toEqual([1, 2]);
    // About another member than the one asked for.
    third = (text) => text.replace(practice.doctor.member, practice.secretary.member);
    const own = { ...at(), ...times, key, query: 'activity' as const, member: practice.doctor.member };
    expect((await queryPractice(own)).map(({ index }) => index)).toEqual([1, 2]);
    third = 'away';
    expect((await ask('activity', key)).map(({ index }) => index)).toEqual([1, 2]);
    await expect(ask('usage', keyOf(practice.server))).rejects.toMatchObject({ code: 'refused' });
    await expect(queryPractice({ ...own, member: practice.secretary.member })).rejects.toMatchObject({
      code: 'refused',
    });
  });

  test.for<[string, () => Promise<SigningKey>]>([
    ['a stranger', () => makeSigningKey()],
    ['the kit', () => Promise.resolve(keyOf(practice.kit))],
    [
      'a member whose key was replaced',
      async () => {
        const next = await makeSigningKey();
        const auth = toBase64url(next.publicKey);
        await order({ kind: 'rekey', member: practice.doctor.member, auth, keys: someKeys() });
        return keyOf(practice.doctor.signer);
      },
    ],
  ])('a query by %s is refused', async ([, make]) => {
    await found();
    const key = await make();
    for (const query of ['quota', 'alarms', 'counts', 'usage', 'activity'] as const) {
      await expect(ask(query, key)).rejects.toMatchObject({
        code: 'refused',
        failures: [0, 1, 2].map(() => ({ code: 'caller_refused' })),
      });
    }
  });
});
