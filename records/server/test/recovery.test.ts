import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromBase64url, joinFields, labels, toBase64url } from '@etanche/core-wire';
import { alarmsOf } from '../../../vault/server/test/support/practice.ts';
import { createSoftwarePasskeys, type SoftwarePasskeys } from '@etanche/records-passkey';
import { call } from './support/api.ts';
import { enrol, found, signIn, type Practice } from './support/founding.ts';
import { makePasskey, someKeyring, type Person } from './support/people.ts';
import { newId, random } from './support/store.ts';
import { origin, startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
const clock = { offset: 0 };
const now = () => Date.now() + clock.offset;
let world: World;
let url: string;
let practice: Practice;
let bob: Person;
let bobToken: string;
beforeAll(async () => {
  world = await startWorld({}, { now });
  url = world.server.url;
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  practice = await found(world, now);
  const enrolled = await enrol(world, practice, 'Bob', ['secretary']);
  bob = enrolled.person;
  bobToken = enrolled.signedIn.token;
});

const sealing = toBase64url(random(900));
const sealed = () => toBase64url(random(1200));

async function prepare(lookup = newId()) {
  const plan = planFor([practice.doctor.member], lookup);
  await call(url, 'prepareRecovery', { token: bobToken, body: plan });
  return plan;
}

function planFor(members: readonly string[], lookup = newId()) {
  const helpers = members.map((helper) => ({ helper, sealed: sealed() }));
  const helpersNeeded = Math.min(2, members.length);
  return { lookup, plan: someKeyring(), keyring: someKeyring(), helpersNeeded, helpers };
}

/** Since when each vault treats Bob's key as new, in milliseconds. */
async function newSince(): Promise<number[]> {
  const rows = await Promise.all(
    (practice.chain.running.databases ?? []).map(({ database }) =>
      database.query<{ since: string | null }>(
        'SELECT new_since AS since FROM practice_member WHERE practice = $1 AND id = $2',
        [practice.id, bob.member],
      ),
    ),
  );
  expect(rows).toHaveLength(3);
  return rows.map(({ rows: found }) => Number(found[0]?.since));
}

async function finish(
  recovery: string,
  token: string,
  person: Person,
  passkeys: SoftwarePasskeys,
  signer: Person = person,
) {
  const params = { recovery };
  const { challengeId, options } = await call(url, 'recoveryPasskeyOptions', { params, body: { token } });
  const credential = await makePasskey(passkeys, options);
  const challenge = fromBase64url(String(options['challenge']), undefined);
  const message = joinFields(labels.recoveryProof, person.practice, person.member, recovery, challenge);
  const signature = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', signer.auth.key, message)));
  const keys = await person.statement();
  const body = { token, challengeId, credential, passkeyName: 'Neuf', keyring: someKeyring(), keys, signature };
  return call(url, 'recoveryPasskey', { params, body });
}

describe('somebody who lost every passkey', () => {
  test('comes back with the printed code and a helper, and the lost passkeys are gone', async () => {
    const plan = await prepare();
    const { token } = practice.signedIn;
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const params = { recovery: started.recovery };
    const state = () => call(url, 'recoveryState', { params, body: { token: started.token } });
    expect(await state()).toEqual({
      status: 'waiting',
      practice: practice.id,
      member: bob.member,
      plan: plan.plan,
      keyring: plan.keyring,
      helps: [],
    });
    const early = call(url, 'recoveryPasskeyOptions', { params, body: { token: started.token } });
    await expect(early).rejects.toThrow(failure('sign_in_refused'));
    const { recoveries } = await call(url, 'recoveries', { token });
    expect(recoveries).toMatchObject([{ member: bob.member, name: 'Bob', sealing, sealed: plan.helpers[0]?.sealed }]);
    const help = sealed();
    await call(url, 'helpRecovery', { token, params, body: { sealed: help } });
    expect(await state()).toMatchObject({
      status: 'helped',
      helps: [{ helper: practice.doctor.member, sealed: help }],
    });
    const device = createSoftwarePasskeys({ random, origin });
    const signedIn = await finish(started.recovery, started.token, bob, device);
    expect(signedIn).toMatchObject({ member: bob.member, roles: ['secretary'] });
    await call(url, 'grants', { token: signedIn.token });
    await expect(call(url, 'practice', { token: bobToken })).rejects.toThrow(failure('unauthenticated'));
    await expect(signIn(url, bob)).rejects.toThrow(failure('sign_in_refused'));
    await expect(finish(started.recovery, started.token, bob, device)).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is given the helper’s secret only when t vaults know of the recovery', async () => {
    const plan = await prepare();
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const params = { recovery: started.recovery };
    const body = { token: started.token };
    const help = sealed();
    await call(url, 'helpRecovery', { token: practice.signedIn.token, params, body: { sealed: help } });
    const alarms = async () => {
      const raised = await Promise.all([0, 1, 2].map((position) => alarmsOf(practice.chain, position)));
      return raised.map(
        (each) => each.filter(({ kind, member }) => kind === 'recovery' && member === bob.member).length,
      );
    };
    const before = await alarms();
    await using cut = await world.another({}, { fetch: () => Promise.reject(new TypeError('away')) });
    await expect(call(cut.url, 'recoveryState', { params, body })).rejects.toThrow(failure('vaults_unreachable'));
    expect(await alarms()).toEqual(before);
    expect(await call(url, 'recoveryState', { params, body })).toMatchObject({
      status: 'helped',
      helps: [{ sealed: help }],
    });
    expect(await alarms()).toEqual(before.map((count) => count + 1));
    await call(url, 'recoveryState', { params, body });
    expect(await alarms()).toEqual(before.map((count) => count + 1));
    for (const since of await newSince()) expect(since).toBeGreaterThan(now() - 60_000);
  });

  test('needs two helpers where the practice has two, and each share only after a notice of its own', async () => {
    const carole = await enrol(world, practice, 'Carole', ['doctor']);
    const dave = await enrol(world, practice, 'Dave', ['secretary']);
    for (const body of [
      planFor([practice.doctor.member]),
      { ...planFor([practice.doctor.member, carole.person.member]), helpersNeeded: 1 },
      { ...planFor([practice.doctor.member]), helpersNeeded: 2 },
    ]) {
      await expect(call(url, 'prepareRecovery', { token: bobToken, body })).rejects.toThrow(failure('request_invalid'));
    }
    const plan = planFor([practice.doctor.member, carole.person.member, dave.person.member]);
    await call(url, 'prepareRecovery', { token: bobToken, body: plan });
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const params = { recovery: started.recovery };
    const state = () => call(url, 'recoveryState', { params, body: { token: started.token } });
    const help = (token: string) => call(url, 'helpRecovery', { token, params, body: { sealed: sealed() } });
    await help(practice.signedIn.token);
    expect(await state()).toMatchObject({ status: 'waiting', helps: [{ helper: practice.doctor.member }] });
    await expect(help(practice.signedIn.token)).rejects.toThrow(failure('not_found'));
    const early = call(url, 'recoveryPasskeyOptions', { params, body: { token: started.token } });
    await expect(early).rejects.toThrow(failure('sign_in_refused'));
    clock.offset += 25 * 3_600_000;
    const again = await signIn(url, carole.person);
    expect((await call(url, 'recoveries', { token: again.token })).recoveries).toHaveLength(1);
    await help(again.token);
    await using cut = await world.another({}, { fetch: () => Promise.reject(new TypeError('away')) });
    const unseen = call(cut.url, 'recoveryState', { params, body: { token: started.token } });
    await expect(unseen).rejects.toThrow(failure('vaults_unreachable'));
    expect(await state()).toMatchObject({ status: 'helped', helps: [{}, {}] });
    expect((await call(url, 'recoveries', { token: again.token })).recoveries).toEqual([]);
    // The second share is given out a day after the first: the key is new from then on.
    for (const since of await newSince()) expect(since).toBeGreaterThan(now() - 3_600_000);
    const device = createSoftwarePasskeys({ random, origin });
    expect(await finish(started.recovery, started.token, bob, device)).toMatchObject({ member: bob.member });
  });

  test('who has other keys is somebody else', async () => {
    const plan = await prepare();
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const params = { recovery: started.recovery };
    await call(url, 'helpRecovery', { token: practice.signedIn.token, params, body: { sealed: sealed() } });
    const device = createSoftwarePasskeys({ random, origin });
    const thief = finish(started.recovery, started.token, practice.doctor, device);
    await expect(thief).rejects.toThrow(failure('sign_in_refused'));
    await call(url, 'practice', { token: bobToken });
  });

  test('a statement of keys that every member can read is no seed', async () => {
    const plan = await prepare();
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const params = { recovery: started.recovery };
    await call(url, 'helpRecovery', { token: practice.signedIn.token, params, body: { sealed: sealed() } });
    const device = createSoftwarePasskeys({ random, origin });
    const thief = finish(started.recovery, started.token, bob, device, practice.doctor);
    await expect(thief).rejects.toThrow(failure('sign_in_refused'));
    expect(await finish(started.recovery, started.token, bob, device)).toMatchObject({ member: bob.member });
  });

  test('needs a code that exists, a token that is its own, and not too much time', async () => {
    const unknown = call(url, 'startRecovery', { body: { lookup: newId(), sealing } });
    await expect(unknown).rejects.toThrow(failure('sign_in_refused'));
    const plan = await prepare();
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const params = { recovery: started.recovery };
    for (const token of [toBase64url(random(32)), practice.signedIn.token]) {
      await expect(call(url, 'recoveryState', { params, body: { token } })).rejects.toThrow(failure('sign_in_refused'));
    }
    clock.offset += 73 * 3_600_000;
    const late = call(url, 'recoveryState', { params, body: { token: started.token } });
    await expect(late).rejects.toThrow(failure('sign_in_refused'));
  });
});

describe('a plan', () => {
  test('names other members who are active, once', async () => {
    const carole = await call(url, 'invite', {
      token: practice.signedIn.token,
      body: { name: 'Carole', roles: ['doctor'] },
    });
    for (const helper of [newId(), bob.member, carole.member]) {
      const body = planFor([helper]);
      await expect(call(url, 'prepareRecovery', { token: bobToken, body })).rejects.toThrow(failure('request_invalid'));
    }
  });

  test('replaces the one before', async () => {
    const before = await prepare();
    await prepare();
    const old = call(url, 'startRecovery', { body: { lookup: before.lookup, sealing } });
    await expect(old).rejects.toThrow(failure('sign_in_refused'));
  });

  test('ends the requests by the sheet of the one before', async () => {
    const before = await prepare();
    const started = await call(url, 'startRecovery', { body: { lookup: before.lookup, sealing } });
    await prepare();
    const params = { recovery: started.recovery };
    const late = call(url, 'recoveryState', { params, body: { token: started.token } });
    await expect(late).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is not for helpers who are not in it', async () => {
    const plan = await prepare();
    const carole = await enrol(world, practice, 'Carole', ['doctor']);
    const started = await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const { token } = carole.signedIn;
    expect((await call(url, 'recoveries', { token })).recoveries).toEqual([]);
    const params = { recovery: started.recovery };
    const help = call(url, 'helpRecovery', { token, params, body: { sealed: sealed() } });
    await expect(help).rejects.toThrow(failure('not_found'));
  });

  test('of somebody whom strangers ask for again and again still works', async () => {
    const plan = await prepare();
    for (let i = 0; i < 8; i++) await call(url, 'startRecovery', { body: { lookup: plan.lookup, sealing } });
    const { recoveries } = await call(url, 'recoveries', { token: practice.signedIn.token });
    expect(recoveries.length).toBeLessThanOrEqual(5);
  });
});
