import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseOrder, keySetsPath, practiceIdOf } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url, utf8 } from '@etanche/core-wire';
import { makeSigner, postJws, problemOf, random, sign } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { buildGenesis, newId, TestPractice } from './support/practice.ts';

const server = await makeSigner();
const operator = await makeSigner();
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({ operators: [operator.publicKey], recordsServers: [server.publicKey] });
});
afterAll(() => running.close());

describe('genesis ids that are refused', () => {
  test('rejects a genesis under the id of a practice that this vault has not seen yet', async () => {
    const victim = await TestPractice.make(running);
    const genesis = victim.next(victim.genesis());
    const attacker = await TestPractice.make(running);
    const squatting = attacker.next(attacker.genesis(), { practice: genesis.order.practice });
    attacker.id = genesis.order.practice;
    const approvals = await attacker.foundersOf(squatting, server);
    for (const position of running.vaults.keys()) {
      expect(await problemOf(await attacker.post(squatting, approvals, position))).toMatchObject({
        code: 'order_refused',
      });
    }
    await victim.apply(genesis, await victim.foundersOf(genesis, server));
  });

  test.for<[string, (payload: string, id: string) => string]>([
    ['of random bytes', (payload, id) => payload.replace(id, newId())],
    ['after a change of the contact', (payload) => payload.replace('cabinet@', 'voleur@')],
    ['after an added space', (payload) => payload.replace('"sequence":', '"sequence": ')],
    ['that is not the first member of the payload', (payload, id) => `{${payload.slice(41, -1)},"practice":"${id}"}`],
    ['that occurs twice in the payload', (payload, id) => `${payload.slice(0, -1)},"practice":"${id}"}`],
  ])('rejects a genesis with an id %s', async ([, change]) => {
    const practice = await TestPractice.make(running);
    const genesis = practice.next(practice.genesis());
    const built = parseOrder(utf8(change(Buffer.from(genesis.payload).toString(), genesis.order.practice)));
    practice.id = built.order.practice;
    const problem = await problemOf(await practice.post(built, await practice.foundersOf(built, server)));
    expect(problem).toMatchObject({ code: 'order_refused' });
    expect(await problemOf(await fetch(practice.url('')))).toMatchObject({ code: 'practice_unknown' });
  });

  test('accepts a genesis whose id is the hash of the rest', async () => {
    const practice = await TestPractice.make(running);
    const { order, payload } = practice.next(practice.genesis());
    expect(practiceIdOf(payload)).toBe(order.practice);
    const others = [
      buildGenesis({ ...order, issuedAt: order.issuedAt + 1 }),
      buildGenesis({ ...order, audience: [...order.audience].reverse() }),
      buildGenesis({ ...order, action: { ...practice.genesis(), contacts: ['a@b.example'] } }),
    ];
    expect(new Set([order.practice, ...others.map((each) => each.order.practice)]).size).toBe(4);
  });
});

describe('keys of Check’s operators and of records servers', () => {
  test('a records server cannot open a key set', async () => {
    const order = {
      aud: running.vaults[0]?.signingKey ?? '',
      iat: Math.floor(Date.now() / 1000),
      jti: toBase64url(random(16)),
      keySet: 'check/essai.1',
      order: 'open',
      importer: { key: operator.publicKey, units: 10, until: Math.floor(Date.now() / 1000) + 3600 },
      ceiling: { perMinute: 10, perDay: 10 },
    };
    const post = async (signer: typeof server) =>
      postJws(`${running.vaults[0]?.url ?? ''}${keySetsPath}`, await sign(order, jwsTypes.keySetOrder, signer));
    expect(await problemOf(await post(server))).toMatchObject({ code: 'caller_refused' });
    expect((await post(operator)).status).toBe(200);
  });

  test('an operator cannot admit a practice', async () => {
    const practice = await TestPractice.make(running);
    const genesis = practice.next(practice.genesis());
    const problem = await problemOf(await practice.post(genesis, await practice.foundersOf(genesis, operator)));
    expect(problem).toMatchObject({ code: 'caller_refused' });
  });
});

test.for([
  [2, 1],
  [4, 2],
])(
  '%i vaults with threshold %i admit no practice, because two halves could decide differently',
  async ([vaults, threshold]) => {
    await using divided = await startTestFederation({
      ...{ vaults: vaults ?? 0, threshold: threshold ?? 0 },
      recordsServers: [server.publicKey],
    });
    const practice = await TestPractice.make(divided);
    const genesis = practice.next(practice.genesis());
    const problem = await problemOf(await practice.post(genesis, await practice.foundersOf(genesis, server)));
    expect(problem).toMatchObject({ code: 'order_refused', detail: expect.stringContaining('threshold') as string });
  },
);
