import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-wire';
import { call } from './support/api.ts';
import { enrol, found, makeKit, type Practice } from './support/founding.ts';
import type { Person } from './support/people.ts';
import { newId, random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
let world: World;
let url: string;
let practice: Practice;
let token: string;
let bob: Person;
let bobToken: string;
beforeAll(async () => {
  world = await startWorld();
  url = world.server.url;
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  practice = await found(world);
  ({ token } = practice.signedIn);
  const enrolled = await enrol(world, practice, 'Bob', ['secretary']);
  bob = enrolled.person;
  bobToken = enrolled.signedIn.token;
});

const to = (person: Person, role: 'reception' | 'care') =>
  ({ holder: person.member, holderKeys: person.keys, role }) as const;
const toKit = () => ({ holder: 'kit', holderKeys: practice.kit.keys, role: 'care' }) as const;
const grant = async (jws: Promise<string>, by = token) =>
  call(url, 'addGrant', { token: by, body: { grant: await jws } });

describe('a grant', () => {
  test('of a doctor to a secretary gives reception, and is handed to its holder only', async () => {
    const jws = practice.doctor.grantTo(to(bob, 'reception'), 1);
    await grant(jws);
    expect((await call(url, 'grants', { token: bobToken })).grants).toEqual([await jws]);
    expect((await call(url, 'grants', { token })).grants).not.toContain(await jws);
    await expect(grant(jws)).rejects.toThrow(failure('conflict'));
  });

  test('all members see who still waits for a grant of the newest epoch', async () => {
    const carole = (await enrol(world, practice, 'Carole', ['administrator'])).person;
    const waiting = async () => {
      const { members } = await call(url, 'members', { token: bobToken });
      return [practice.doctor, bob, carole].map(
        (person) => members.find(({ member }) => member === person.member)?.granted,
      );
    };
    expect(await waiting()).toEqual([true, false, false]);
    await grant(practice.doctor.grantTo(to(bob, 'reception'), 1));
    expect(await waiting()).toEqual([true, true, false]);
    const { doctor } = practice;
    const epoch = await doctor.epoch(2, practice.epoch);
    const grants = [await doctor.grantTo(to(doctor, 'care'), 2), await doctor.grantTo(toKit(), 2)];
    await call(url, 'openEpoch', { token, body: { epoch, grants } });
    expect(await waiting()).toEqual([true, false, false]);
  });

  test('that is repeated under its key is one', async () => {
    const body = { grant: await practice.doctor.grantTo(to(bob, 'reception'), 1) };
    const key = toBase64url(random(16));
    await call(url, 'addGrant', { token, body, key });
    await call(url, 'addGrant', { token, body, key });
    expect((await call(url, 'grants', { token: bobToken })).grants).toHaveLength(1);
  });

  test.each([
    ['of care to a secretary', () => practice.doctor.grantTo(to(bob, 'care'), 1)],
    [
      'to other keys than the chain has',
      () => practice.doctor.grantTo({ ...to(bob, 'reception'), holderKeys: toBase64url(random(32)) }, 1),
    ],
    ['to somebody unknown', () => practice.doctor.grantTo({ ...to(bob, 'reception'), holder: newId() }, 1)],
    ['by another signature', () => bob.grantTo(to(bob, 'reception'), 1, { granter: practice.doctor.member })],
    ['in the name of another', () => practice.doctor.grantTo(to(bob, 'reception'), 1, { granter: bob.member })],
    ['of another practice', () => practice.doctor.grantTo(to(bob, 'reception'), 1, { practice: newId() })],
    ['of another shape', () => practice.doctor.grantTo(to(bob, 'reception'), 1, { more: 1 })],
  ])('%s is refused', async (_, make) => {
    await expect(grant(make())).rejects.toThrow(failure('signature_refused'));
  });

  test('of care by a secretary is refused, of reception to another secretary it is not', async () => {
    const carole = (await enrol(world, practice, 'Carole', ['secretary'])).person;
    const david = (await enrol(world, practice, 'David', ['doctor'])).person;
    await grant(bob.grantTo(to(carole, 'reception'), 1), bobToken);
    await expect(grant(bob.grantTo(to(david, 'care'), 1), bobToken)).rejects.toThrow(failure('signature_refused'));
  });

  test('of an epoch that is not the current one is a conflict that names it', async () => {
    const refused = grant(practice.doctor.grantTo(to(bob, 'reception'), 2));
    await expect(refused).rejects.toMatchObject({ problem: { code: 'conflict', sequence: 1 } });
  });
});

describe('an epoch', () => {
  const open = async (epoch: string, grants: string[], by = token) =>
    call(url, 'openEpoch', { token: by, body: { epoch, grants } });

  test('comes with the grants of all who stay, and of two at once one is a conflict', async () => {
    const { doctor } = practice;
    const make = async () => ({
      epoch: await doctor.epoch(2, practice.epoch),
      grants: [
        await doctor.grantTo(to(doctor, 'care'), 2),
        await doctor.grantTo(to(bob, 'reception'), 2),
        await doctor.grantTo(toKit(), 2),
      ],
    });
    const [a, b] = [await make(), await make()];
    const outcomes = await Promise.allSettled([open(a.epoch, a.grants), open(b.epoch, b.grants)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((each) => each.status === 'rejected')?.reason).toMatchObject({
      problem: { code: 'conflict', sequence: 2 },
    });
    const { epochs } = await call(url, 'epochs', { token });
    expect(epochs).toHaveLength(2);
    expect((await call(url, 'grants', { token: bobToken })).grants).toHaveLength(1);
    expect((await call(url, 'practice', { token })).epoch).toBe(2);
  });

  test.each([
    ['that does not follow the last one', async () => practice.doctor.epoch(2, 'another')],
    ['that seals no secret of the one before', async () => practice.doctor.epoch(2, practice.epoch, { sealed: null })],
    ['in the name of another', async () => practice.doctor.epoch(2, practice.epoch, { opener: bob.member })],
    ['by another signature', async () => bob.epoch(2, practice.epoch, { opener: practice.doctor.member })],
  ])('%s is refused', async (_, make) => {
    const grants = [await practice.doctor.grantTo(toKit(), 2)];
    await expect(open(await make(), grants)).rejects.toThrow(failure('signature_refused'));
  });

  test('that forgets the kit, or is opened by a secretary, is refused, and leaves nothing', async () => {
    const { doctor } = practice;
    const epoch = await doctor.epoch(2, practice.epoch);
    const mine = await doctor.grantTo(to(doctor, 'care'), 2);
    await expect(open(epoch, [mine])).rejects.toThrow(failure('signature_refused'));
    const wrong = await doctor.grantTo({ ...toKit(), holderKeys: toBase64url(random(32)) }, 2);
    await expect(open(epoch, [mine, wrong])).rejects.toThrow(failure('signature_refused'));
    await expect(open(await bob.epoch(2, practice.epoch), [], bobToken)).rejects.toThrow(failure('forbidden'));
    expect((await call(url, 'epochs', { token })).epochs).toEqual([practice.epoch]);
  });
});

describe('the kit', () => {
  test('changes by an order, and its sealing key is registered afterwards', async () => {
    const kit = await makeKit();
    const body = { auth: kit.auth.publicKey, sealing: kit.sealing };
    await expect(call(url, 'setKit', { token, body })).rejects.toThrow(failure('signature_refused'));
    await practice.chain.order({ kind: 'kit', kit: { auth: kit.auth.publicKey, keys: kit.keys } });
    await call(url, 'setKit', { token, body });
    expect((await call(url, 'practice', { token })).kit).toEqual(body);
    const holder = { holder: 'kit', holderKeys: kit.keys, role: 'care' } as const;
    await grant(practice.doctor.grantTo(holder, 1));
  });
});
