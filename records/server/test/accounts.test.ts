import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSoftwarePasskeys } from '@etanche/records-passkey';
import { call, send } from './support/api.ts';
import { found, signIn, type Practice } from './support/founding.ts';
import { makePasskey, someKeyring, usePasskey } from './support/people.ts';
import { newId, random } from './support/store.ts';
import { origin, startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
let world: World;
let practice: Practice;
let url: string;
const clock = { offset: 0 };
beforeAll(async () => {
  world = await startWorld({}, { now: () => Date.now() + clock.offset });
  practice = await found(world, () => Date.now() + clock.offset);
  url = world.server.url;
});
afterAll(() => world[Symbol.asyncDispose]());

/** Another authenticator of the founder, added to the account. */
async function addDevice(token: string) {
  const device = createSoftwarePasskeys({ random, origin });
  const { challengeId, options } = await call(url, 'passkeyOptions', { token });
  const credential = await makePasskey(device, options);
  const body = { challengeId, credential, name: 'Tablette', keyring: someKeyring() };
  return { device, body, added: await call(url, 'addPasskey', { token, body }) };
}

describe('a sign-in', () => {
  test('asks for a resident passkey, a verified user, no attestation and a PRF', async () => {
    const { options } = await call(url, 'signInOptions');
    const first = Buffer.from('etanche/v1/passkey/prf').toString('base64url');
    expect(options).toMatchObject({ userVerification: 'required', rpId: 'records.example' });
    expect(options['extensions']).toEqual({ prf: { eval: { first } } });
    const { token } = practice.signedIn;
    const creation = (await call(url, 'passkeyOptions', { token })).options;
    expect(creation).toMatchObject({
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      extensions: { prf: { eval: { first } } },
    });
  });

  test('uses its challenge up, whatever comes of it', async () => {
    const { challengeId, options } = await call(url, 'signInOptions');
    const credential = await usePasskey(practice.doctor.passkeys, options);
    const other = await call(url, 'signInOptions');
    const wrong = { challengeId: other.challengeId, credential };
    await expect(call(url, 'signIn', { body: wrong })).rejects.toThrow(failure('sign_in_refused'));
    const late = await usePasskey(practice.doctor.passkeys, other.options);
    const body = { challengeId: other.challengeId, credential: late };
    await expect(call(url, 'signIn', { body })).rejects.toThrow(failure('sign_in_refused'));
    await call(url, 'signIn', { body: { challengeId, credential } });
    await expect(call(url, 'signIn', { body: { challengeId, credential } })).rejects.toThrow(
      failure('sign_in_refused'),
    );
  });

  test('is refused when its challenge is old', async () => {
    const { challengeId, options } = await call(url, 'signInOptions');
    const credential = await usePasskey(practice.doctor.passkeys, options);
    clock.offset += 5 * 60_000;
    const body = { challengeId, credential };
    await expect(call(url, 'signIn', { body })).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is refused to an authenticator that nobody registered, or that verified nobody', async () => {
    const stranger = createSoftwarePasskeys({ random, origin });
    const { token } = await signIn(url, practice.doctor);
    await makePasskey(stranger, (await call(url, 'passkeyOptions', { token })).options);
    const begun = await call(url, 'signInOptions');
    const body = { challengeId: begun.challengeId, credential: await usePasskey(stranger, begun.options) };
    await expect(call(url, 'signIn', { body })).rejects.toThrow(failure('sign_in_refused'));
    const state = practice.doctor.passkeys.exportState();
    const careless = createSoftwarePasskeys({ random, origin, state, withoutUserVerification: true });
    const again = await call(url, 'signInOptions');
    const unverified = { challengeId: again.challengeId, credential: await usePasskey(careless, again.options) };
    await expect(call(url, 'signIn', { body: unverified })).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is refused to a copy of a passkey whose counter has gone back', async () => {
    const copy = createSoftwarePasskeys({ random, origin, state: practice.doctor.passkeys.exportState() });
    await signIn(url, practice.doctor);
    const { challengeId, options } = await call(url, 'signInOptions');
    const body = { challengeId, credential: await usePasskey(copy, options) };
    await expect(call(url, 'signIn', { body })).rejects.toThrow(failure('sign_in_refused'));
  });

  test('that contains the output of the PRF is rejected before it is stored', async () => {
    const { challengeId, options } = await call(url, 'signInOptions');
    const credential = await practice.doctor.passkeys.get(options as never);
    await expect(call(url, 'signIn', { body: { challengeId, credential } })).rejects.toThrow(
      failure('request_invalid'),
    );
  });

  test('made in a frame of another site, or at another origin, is refused', async () => {
    const state = practice.doctor.passkeys.exportState();
    const elsewhere = createSoftwarePasskeys({ random, origin: 'https://evil.records.example', state });
    const { challengeId, options } = await call(url, 'signInOptions');
    const body = { challengeId, credential: await usePasskey(elsewhere, options) };
    await expect(call(url, 'signIn', { body })).rejects.toThrow(failure('sign_in_refused'));
    const again = await call(url, 'signInOptions');
    const framed = await usePasskey(practice.doctor.passkeys, again.options);
    const response = framed['response'] as { clientDataJSON: string };
    const data = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as object;
    const text = JSON.stringify({ ...data, crossOrigin: true });
    const changed = { ...response, clientDataJSON: Buffer.from(text).toString('base64url') };
    const credential = { ...framed, response: changed };
    await expect(call(url, 'signIn', { body: { challengeId: again.challengeId, credential } })).rejects.toThrow(
      failure('sign_in_refused'),
    );
  });
});

describe('a session', () => {
  test('is listed and ended by its owner, and then opens nothing', async () => {
    const [first, second] = [await signIn(url, practice.doctor), await signIn(url, practice.doctor)];
    const { sessions } = await call(url, 'sessions', { token: first.token });
    expect(sessions.find(({ session }) => session === first.session)).toMatchObject({
      current: true,
      passkey: 'Portable',
    });
    await call(url, 'endSession', { token: first.token, params: { session: second.session } });
    await expect(call(url, 'practice', { token: second.token })).rejects.toThrow(failure('unauthenticated'));
    await call(url, 'signOut', { token: first.token });
    await expect(call(url, 'practice', { token: first.token })).rejects.toThrow(failure('unauthenticated'));
    const { token } = await signIn(url, practice.doctor);
    const ended = call(url, 'endSession', { token, params: { session: newId() } });
    await expect(ended).rejects.toThrow(failure('not_found'));
  });

  test('ends after half an hour without a request, and after twelve hours with them', async () => {
    const idle = await signIn(url, practice.doctor);
    clock.offset += 29 * 60_000;
    await call(url, 'practice', { token: idle.token });
    clock.offset += 29 * 60_000;
    await call(url, 'practice', { token: idle.token });
    clock.offset += 30 * 60_000;
    await expect(call(url, 'practice', { token: idle.token })).rejects.toThrow(failure('unauthenticated'));
    const busy = await signIn(url, practice.doctor);
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      clock.offset += 20 * 60_000;
      await call(url, 'practice', { token: busy.token });
    }
    clock.offset += 20 * 60_000;
    await expect(call(url, 'practice', { token: busy.token })).rejects.toThrow(failure('unauthenticated'));
  });

  test.each([
    '',
    'Bearer',
    'Bearer short',
    `Basic ${'a'.repeat(43)}`,
    `Bearer ${'A'.repeat(43)}`,
    `bearer ${'A'.repeat(43)}`,
  ])('is not %j', async (authorization) => {
    const response = await fetch(`${url}/v1/practice`, { headers: { authorization } });
    expect(response.status).toBe(401);
  });

  test('is kept as a hash of its token', async () => {
    const { token, practice: id } = await signIn(url, practice.doctor);
    const { rows } = await world.own.database.query<{ text: string }>(
      'SELECT s::text AS text FROM session s WHERE practice = $1',
      [id],
    );
    const bytes = Buffer.from(token, 'base64url');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ text }) => text.includes(bytes.subarray(16).toString('hex')))).toEqual([]);
  });
});

describe('passkeys', () => {
  test('are added, listed and removed; the last one stays', async () => {
    const { token } = await signIn(url, practice.doctor);
    const { device, added, body } = await addDevice(token);
    const begun = await call(url, 'signInOptions');
    const credential = await usePasskey(device, begun.options);
    const other = await call(url, 'signIn', { body: { challengeId: begun.challengeId, credential } });
    expect(other.keyring).toBe(body.keyring);
    const { passkeys } = await call(url, 'passkeys', { token });
    expect(passkeys.map(({ name, current }) => ({ name, current }))).toEqual([
      { name: 'Portable', current: true },
      { name: 'Tablette', current: false },
    ]);
    await call(url, 'removePasskey', { token, params: { passkey: added.passkey } });
    await expect(call(url, 'practice', { token: other.token })).rejects.toThrow(failure('unauthenticated'));
    const last = { passkey: passkeys[0]?.passkey ?? '' };
    await expect(call(url, 'removePasskey', { token, params: last })).rejects.toThrow(failure('limit_reached'));
    const unknown = call(url, 'removePasskey', { token, params: { passkey: newId() } });
    await expect(unknown).rejects.toThrow(failure('not_found'));
  });

  test('two removals at once leave one', async () => {
    const { token } = await signIn(url, practice.doctor);
    const { added } = await addDevice(token);
    const { passkeys } = await call(url, 'passkeys', { token });
    const removals = passkeys.map(({ passkey }) => send(url, 'removePasskey', { token, params: { passkey } }));
    const statuses = (await Promise.all(removals)).map(({ status }) => status).sort();
    expect(statuses).toContain(204);
    const { rows } = await world.own.database.query('SELECT FROM passkey WHERE practice = $1', [practice.id]);
    expect(rows).toHaveLength(1);
    expect(added.current).toBe(false);
  });
});
