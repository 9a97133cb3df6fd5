import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase64url, joinFields, labels, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Signer } from '../../../vault/server/test/support/caller.ts';
import { call } from './support/api.ts';
import { enrol, found, register, signIn, type Practice } from './support/founding.ts';
import { Person, someKeyring, someSealed } from './support/people.ts';
import { newId, random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
let world: World;
let url: string;
const clock = { offset: 0 };
const now = () => Date.now() + clock.offset;
beforeAll(async () => {
  world = await startWorld({}, { now });
  url = world.server.url;
});
afterAll(() => world[Symbol.asyncDispose]());

async function keySignIn(practice: string, member: string, signer: Signer, change?: Bytes) {
  const { challenge } = await call(url, 'keySignInOptions', { body: { practice, member } });
  const message = joinFields(labels.keySignIn, practice, member, change ?? fromBase64url(challenge, 32));
  const signature = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', signer.key, message)));
  return call(url, 'keySignIn', { body: { practice, member, challenge, signature } });
}

const statusOf = async ({ signedIn }: Practice, member: string) => {
  const { members } = await call(url, 'syncMembers', { token: signedIn.token });
  return members.find((each) => each.member === member)?.status;
};

describe('a newcomer', () => {
  test('is invited, registers, waits, and becomes a member with the order on the chain', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const body = { name: 'Bob Durand', roles: ['secretary'] };
    const { member, invitation } = await call(url, 'invite', { token, body });
    expect(await statusOf(practice, member)).toBe('invited');
    const { person, signedIn } = await register(url, invitation, 'Bob Durand', ['secretary']);
    expect(await statusOf(practice, member)).toBe('waiting');
    expect((await call(url, 'practice', { token: signedIn.token })).practice).toBe(practice.id);
    for (const route of ['grants', 'epochs', 'agendaDays'] as const) {
      await expect(call(url, route, { token: signedIn.token })).rejects.toThrow(failure('forbidden'));
    }
    await practice.chain.order({ kind: 'enrol', ...person.enrolment() });
    expect(await statusOf(practice, member)).toBe('active');
    await call(url, 'grants', { token: signedIn.token });
    await expect(register(url, invitation, 'Bob', ['secretary'])).rejects.toThrow(failure('sign_in_refused'));
  });

  test('whose keys the server swapped does not become active', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const { invitation } = await call(url, 'invite', { token, body: { name: 'Bob', roles: ['doctor'] } });
    const { person } = await register(url, invitation, 'Bob', ['doctor']);
    const swapped = await Person.make(practice.id, 'Mallory', ['doctor'], person.member);
    await practice.chain.order({ kind: 'enrol', ...swapped.enrolment() });
    expect(await statusOf(practice, person.member)).toBe('waiting');
  });

  test('cannot register after the invitation expired or was withdrawn', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const late = await call(url, 'invite', { token, body: { name: 'Carole', roles: ['doctor'] } });
    const gone = await call(url, 'invite', { token, body: { name: 'David', roles: ['doctor'] } });
    await call(url, 'withdrawInvitation', { token, params: { member: gone.member } });
    await expect(register(url, gone.invitation, 'David', ['doctor'])).rejects.toThrow(failure('sign_in_refused'));
    expect(await statusOf(practice, gone.member)).toBeUndefined();
    const again = call(url, 'withdrawInvitation', { token, params: { member: gone.member } });
    await expect(again).rejects.toThrow(failure('not_found'));
    clock.offset += 73 * 3_600_000;
    await expect(register(url, late.invitation, 'Carole', ['doctor'])).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is invited once by a repeated request, with the same token', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const key = toBase64url(random(16));
    const body = { name: 'Eve', roles: ['secretary'] };
    const [first, second] = await Promise.all([0, 1].map(() => call(url, 'invite', { token, body, key })));
    expect(second).toEqual(first);
    expect(await call(url, 'invite', { token, body, key })).toEqual(first);
    const other = call(url, 'invite', { token, body: { ...body, name: 'Eva' }, key });
    await expect(other).rejects.toThrow(failure('key_reused'));
    const { rows } = await world.own.database.query<{ text: string }>(
      'SELECT i::text || coalesce(encode(i.answer, $2), $3) AS text FROM idempotency i WHERE practice = $1',
      [practice.id, 'escape', ''],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ text }) => text.includes(first?.invitation ?? ''))).toEqual([]);
  });
});

describe('a member', () => {
  test('who lost a device gets a new seed: the old passkeys stop working, the old keys stay readable', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const bob = await enrol(world, practice, 'Bob', ['secretary']);
    const body = { name: 'Bob', roles: ['secretary'], member: bob.person.member };
    const { invitation, member } = await call(url, 'invite', { token, body });
    expect(member).toBe(bob.person.member);
    await call(url, 'grants', { token: bob.signedIn.token });
    const renewed = await register(url, invitation, 'Bob', ['secretary']);
    await expect(call(url, 'grants', { token: renewed.signedIn.token })).rejects.toThrow(failure('forbidden'));
    const { auth, keys } = renewed.person.enrolment();
    await practice.chain.order({ kind: 'rekey', member, auth, keys });
    expect(await statusOf(practice, member)).toBe('active');
    await expect(call(url, 'practice', { token: bob.signedIn.token })).rejects.toThrow(failure('unauthenticated'));
    await expect(signIn(url, bob.person)).rejects.toThrow(failure('sign_in_refused'));
    await call(url, 'grants', { token: renewed.signedIn.token });
    expect((await signIn(url, renewed.person)).member).toBe(member);
    const { members } = await call(url, 'members', { token });
    const shown = members.find((each) => each.member === member);
    expect(shown?.keys).toBe(await renewed.person.statement());
    expect(shown?.former).toEqual([await bob.person.statement()]);
  });

  test('who was enrolled a moment ago does not count as waiting', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const { member, invitation } = await call(url, 'invite', { token, body: { name: 'Bob', roles: ['doctor'] } });
    const bob = await register(url, invitation, 'Bob', ['doctor']);
    const again = await call(url, 'invite', { token, body: { name: 'Bob', roles: ['doctor'], member } });
    await practice.chain.order({ kind: 'enrol', ...bob.person.enrolment() });
    // The server does not know the order yet: a second registration still waits beside the first.
    const impostor = await register(url, again.invitation, 'Bob', ['doctor']);
    await call(url, 'grants', { token: bob.signedIn.token });
    expect((await signIn(url, bob.person)).member).toBe(member);
    await expect(call(url, 'grants', { token: impostor.signedIn.token })).rejects.toThrow(failure('forbidden'));
  });

  test('cannot be excluded by a member who may invite, and replaces the registration of an impostor', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    const rogue = await enrol(world, practice, 'Eve', ['administrator']);
    const { member } = bob.person;
    const body = {
      lookup: newId(),
      plan: someKeyring(),
      keyring: someKeyring(),
      helpersNeeded: 2,
      helpers: [practice.doctor.member, rogue.person.member].map((helper) => ({ helper, sealed: someSealed() })),
    };
    await call(url, 'prepareRecovery', { token: bob.signedIn.token, body });
    const again = { name: 'Eve again', roles: ['doctor'], member };
    for (let attempt = 0; attempt < 2; attempt++) {
      const { invitation } = await call(url, 'invite', { token: rogue.signedIn.token, body: again });
      const impostor = await register(url, invitation, 'Bob', ['doctor']);
      const own = { token: impostor.signedIn.token };
      for (const route of ['grants', 'epochs', 'recoveries'] as const) {
        await expect(call(url, route, own)).rejects.toThrow(failure('forbidden'));
      }
      const [{ sessions }, { passkeys }] = [await call(url, 'sessions', own), await call(url, 'passkeys', own)];
      expect([sessions.length, passkeys.length]).toEqual([1, 1]);
      const params = { session: bob.signedIn.session };
      await expect(call(url, 'endSession', { ...own, params })).rejects.toThrow(failure('not_found'));
      const { passkeys: theirs } = await call(url, 'passkeys', { token: bob.signedIn.token });
      expect(theirs).toHaveLength(1);
      const taken = { ...own, params: { passkey: theirs[0]?.passkey ?? '' } };
      await expect(call(url, 'removePasskey', taken)).rejects.toThrow(failure('not_found'));
      await call(url, 'syncMembers', { token });
      expect((await signIn(url, impostor.person)).roles).toEqual(['doctor']);
      await call(url, 'grants', { token: bob.signedIn.token });
      await call(url, 'grants', { token: (await signIn(url, bob.person)).token });
    }
    const { members } = await call(url, 'members', { token });
    expect(members.find((each) => each.member === member)).toMatchObject({ name: 'Bob', status: 'active' });
    const plans = await world.own.database.query('SELECT FROM recovery_plan WHERE member = $1', [member]);
    expect(plans.rowCount).toBe(1);
    await practice.chain.order({ kind: 'retire', member });
    expect(await statusOf(practice, member)).toBe('retired');
    await expect(call(url, 'practice', { token: bob.signedIn.token })).rejects.toThrow(failure('unauthenticated'));
  });

  test('who is frozen waits with a new seed, which a freeze for a suspected theft does not remove', async () => {
    const practice = await found(world, now);
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    const { member } = bob.person;
    const freeze = newId();
    await practice.chain.order({ kind: 'freeze', freeze, member, reason: 'suspected_theft' });
    const { token } = practice.signedIn;
    await call(url, 'syncMembers', { token });
    const { invitation } = await call(url, 'invite', { token, body: { name: 'Bob', roles: ['doctor'], member } });
    const renewed = await register(url, invitation, 'Bob', ['doctor']);
    await call(url, 'syncMembers', { token });
    await call(url, 'practice', { token: renewed.signedIn.token });
    await expect(call(url, 'grants', { token: renewed.signedIn.token })).rejects.toThrow(failure('forbidden'));
    await expect(signIn(url, bob.person)).rejects.toThrow(failure('sign_in_refused'));
    const { auth, keys } = renewed.person.enrolment();
    await practice.chain.order({ kind: 'thaw', freeze, member, reason: 'suspected_theft', rekey: { auth, keys } });
    expect(await statusOf(practice, member)).toBe('active');
    await call(url, 'grants', { token: renewed.signedIn.token });
    await expect(signIn(url, bob.person)).rejects.toThrow(failure('sign_in_refused'));
  });

  test('who is retired loses every session and cannot come back', async () => {
    const practice = await found(world, now);
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    await practice.chain.order({ kind: 'retire', member: bob.person.member });
    expect(await statusOf(practice, bob.person.member)).toBe('retired');
    await expect(call(url, 'practice', { token: bob.signedIn.token })).rejects.toThrow(failure('unauthenticated'));
    await expect(signIn(url, bob.person)).rejects.toThrow(failure('sign_in_refused'));
  });

  test('the server notices within half a minute that a member is retired, without a request', async () => {
    const practice = await found(world, now);
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    await practice.chain.order({ kind: 'retire', member: bob.person.member });
    clock.offset += 31_000;
    await expect(call(url, 'practice', { token: bob.signedIn.token })).rejects.toThrow(failure('unauthenticated'));
  });
});

describe('a freeze', () => {
  test('by the server ends sessions at once, and still lets the member sign in and read its grants', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    const { member } = bob.person;
    const answer = await call(url, 'freeze', { token, body: { member, reason: 'precaution' } });
    expect(answer.vaults).toBe(3);
    await expect(call(url, 'practice', { token: bob.signedIn.token })).rejects.toThrow(failure('unauthenticated'));
    expect(await statusOf(practice, member)).toBe('frozen');
    const back = await signIn(url, bob.person);
    await call(url, 'grants', { token: back.token });
    const invite = call(url, 'invite', { token: back.token, body: { name: 'X', roles: ['doctor'] } });
    await expect(invite).rejects.toThrow(failure('forbidden'));
    clock.offset += 25 * 3_600_000;
    const doctor = await signIn(url, practice.doctor);
    const { members } = await call(url, 'syncMembers', { token: doctor.token });
    expect(members.find((each) => each.member === member)?.status).toBe('active');
  });

  test('for a suspected theft also refuses to sign the member in', async () => {
    const practice = await found(world, now);
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    const { member } = bob.person;
    await practice.chain.order({ kind: 'freeze', freeze: newId(), member, reason: 'suspected_theft' });
    expect(await statusOf(practice, member)).toBe('frozen');
    await expect(signIn(url, bob.person)).rejects.toThrow(failure('sign_in_refused'));
  });

  test('of a member of another practice is refused', async () => {
    const [ours, theirs] = [await found(world, now), await found(world, now)];
    const { token } = ours.signedIn;
    const body = { member: theirs.doctor.member, reason: 'precaution' };
    await expect(call(url, 'freeze', { token, body })).rejects.toThrow(failure('not_found'));
  });
});

describe('a program and a kit', () => {
  test('sign in by their keys on the chain, once for each challenge', async () => {
    const practice = await found(world, now);
    const { token } = practice.signedIn;
    const kit = await keySignIn(practice.id, 'kit', practice.kit.auth);
    expect(kit).toMatchObject({ roles: ['kit'], member: practice.id });
    expect((await call(url, 'grants', { token: kit.token })).grants).toHaveLength(1);
    const wrong = keySignIn(practice.id, 'kit', practice.kit.auth, random(32));
    await expect(wrong).rejects.toThrow(failure('sign_in_refused'));
    await expect(keySignIn(practice.id, 'kit', practice.doctor.auth)).rejects.toThrow(failure('sign_in_refused'));
    await expect(keySignIn(newId(), 'kit', practice.kit.auth)).rejects.toThrow(failure('sign_in_refused'));
    const person = keySignIn(practice.id, practice.doctor.member, practice.doctor.auth);
    await expect(person).rejects.toThrow(failure('sign_in_refused'));

    const program = await Person.make(practice.id, 'Import', ['doctor']);
    const body = { importer: program.member, name: 'Import', keys: await program.statement() };
    await call(url, 'registerImporter', { token, body });
    await expect(keySignIn(practice.id, program.member, program.auth)).rejects.toThrow(failure('sign_in_refused'));
    const { auth, keys } = program.enrolment();
    const until = Math.floor(now() / 1000) + 3600;
    await practice.chain.order({
      kind: 'importer',
      importer: program.member,
      auth,
      keys,
      patients: 10,
      search: 10,
      until,
    });
    const askedAt = async () => {
      const { rows } = await world.own.database.query('SELECT read_at FROM practice WHERE practice = $1', [
        practice.id,
      ]);
      return rows[0];
    };
    // The server asks no vault for a stranger; the vaults know the holder of the registered key at once.
    const before = await askedAt();
    const stranger = keySignIn(practice.id, program.member, practice.doctor.auth);
    await expect(stranger).rejects.toThrow(failure('sign_in_refused'));
    expect(await askedAt()).toEqual(before);
    const importer = await keySignIn(practice.id, program.member, program.auth);
    expect(await askedAt()).not.toEqual(before);
    expect(await statusOf(practice, program.member)).toBe('active');
    expect(importer.roles).toEqual(['importer']);
    const invite = call(url, 'invite', { token: importer.token, body: { name: 'X', roles: ['doctor'] } });
    await expect(invite).rejects.toThrow(failure('forbidden'));
    await practice.chain.order({ kind: 'live' });
    await call(url, 'syncMembers', { token });
    await expect(call(url, 'practice', { token: importer.token })).rejects.toThrow(failure('unauthenticated'));
    await expect(keySignIn(practice.id, program.member, program.auth)).rejects.toThrow(failure('sign_in_refused'));
  });
});
