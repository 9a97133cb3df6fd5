import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '@etanche/platform';
import { call } from './support/api.ts';
import { enrol, found, register, type Practice } from './support/founding.ts';
import { acr, issuer, redirectUri, startProvider, type TestProvider } from './support/identity-provider.ts';
import { startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
const clock = { offset: 0 };
const now = () => Date.now() + clock.offset;
const clientSecret = 'a secret of a client in a test';
const returnUri = 'https://records.example/proof';
const identity = {
  issuer,
  clientId: 'etanche',
  redirectUri,
  returnUri,
  scope: 'openid scope_all',
  acr,
  claims: 'pro-sante-connect',
} as const;
let provider: TestProvider;
let world: World;
let url: string;
let practice: Practice;
let token: string;
beforeAll(async () => {
  provider = await startProvider(clientSecret);
  const overrides = { now, fetch: provider.fetch };
  world = await startWorld({ identity }, overrides, { identity: { clientSecret: new Secret(clientSecret) } });
  url = world.server.url;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
beforeEach(async () => {
  provider.signedIn.nationalId = '899700000000';
  provider.signedIn.acr = acr;
  practice = await found(world, now);
  ({ token } = practice.signedIn);
});

/** The proof that the browser brings to the page in the end, behind `#proof=`. */
async function comeBack(callback: string): Promise<string> {
  const { search } = new URL(callback);
  const response = await fetch(`${url}/v1/identity-proofs/callback${search}`, { redirect: 'manual' });
  const location = response.headers.get('location') ?? '';
  expect({ status: response.status, page: location.split('#')[0] }).toEqual({ status: 303, page: returnUri });
  return location.split('#proof=')[1] ?? '';
}

async function prove(): Promise<string> {
  const { url: start } = await call(url, 'proveIdentity', { token });
  return comeBack(await provider.browse(start));
}

const proofOf = async () => {
  const { members } = await call(url, 'members', { token });
  return members.find(({ member }) => member === practice.doctor.member)?.proof;
};

describe('an identity proof', () => {
  test('shows who a member is, once its own session confirms it', async () => {
    const proof = await prove();
    expect(await proofOf()).toBeUndefined();
    await call(url, 'confirmIdentity', { token, body: { proof } });
    expect(await proofOf()).toMatchObject({ issuer, nationalId: '899700000000' });
    await expect(call(url, 'confirmIdentity', { token, body: { proof } })).rejects.toThrow(failure('not_found'));
  });

  test('asks with state, nonce, a code challenge and the context', async () => {
    const { url: start } = await call(url, 'proveIdentity', { token });
    const { searchParams } = new URL(start);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('acr_values')).toBe(acr);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/);
  });

  test('is not recorded for a person who follows another person’s link', async () => {
    const proof = await prove();
    const bob = await enrol(world, practice, 'Bob', ['doctor']);
    const other = call(url, 'confirmIdentity', { token: bob.signedIn.token, body: { proof } });
    await expect(other).rejects.toThrow(failure('not_found'));
    const elsewhere = await found(world, now);
    const foreign = call(url, 'confirmIdentity', { token: elsewhere.signedIn.token, body: { proof } });
    await expect(foreign).rejects.toThrow(failure('not_found'));
    expect(await proofOf()).toBeUndefined();
  });

  test('of a waiting renewal does not count for the member whom it would replace, until the vaults know its keys', async () => {
    await call(url, 'confirmIdentity', { token, body: { proof: await prove() } });
    const { member } = practice.doctor;
    const { invitation } = await call(url, 'invite', { token, body: { name: 'Alice', roles: ['doctor'], member } });
    const renewed = await register(url, invitation, 'Alice', ['doctor']);
    const waiting = { token: renewed.signedIn.token };
    provider.signedIn.nationalId = '899700000001';
    const { url: start } = await call(url, 'proveIdentity', waiting);
    const proof = await comeBack(await provider.browse(start));
    // It began with other keys, so that the member itself may not use it.
    await expect(call(url, 'confirmIdentity', { token, body: { proof } })).rejects.toThrow(failure('not_found'));
    await call(url, 'confirmIdentity', { ...waiting, body: { proof } });
    const shown = async (by: string) =>
      (await call(url, 'syncMembers', { token: by })).members.find((each) => each.member === member);
    expect(await shown(token)).toMatchObject({
      proof: { nationalId: '899700000000' },
      renewalProof: { nationalId: '899700000001' },
    });
    const { auth, keys } = renewed.person.enrolment();
    await practice.chain.order({ kind: 'rekey', member, auth, keys });
    await call(url, 'syncMembers', waiting);
    const after = await shown(waiting.token);
    expect(after).toMatchObject({ status: 'active', proof: { nationalId: '899700000001' } });
    expect(after?.renewalProof).toBeUndefined();
  });

  test('of an invited person is visible before anybody enrols the person', async () => {
    const { invitation } = await call(url, 'invite', { token, body: { name: 'Bob', roles: ['doctor'] } });
    const bob = await register(url, invitation, 'Bob', ['doctor']);
    const { url: start } = await call(url, 'proveIdentity', { token: bob.signedIn.token });
    const proof = await comeBack(await provider.browse(start));
    await call(url, 'confirmIdentity', { token: bob.signedIn.token, body: { proof } });
    const { members } = await call(url, 'members', { token });
    const shown = members.find(({ member }) => member === bob.person.member);
    expect(shown).toMatchObject({ status: 'waiting', proof: { nationalId: '899700000000' } });
  });

  test('by a weaker authentication than requested is refused', async () => {
    provider.signedIn.acr = 'weak';
    expect(await prove()).toBe('refused');
  });

  test('without an identifier is refused', async () => {
    provider.signedIn.nationalId = '';
    expect(await prove()).toBe('refused');
  });

  test('counts once, and only as the provider sent it', async () => {
    const { url: start } = await call(url, 'proveIdentity', { token });
    const callback = new URL(await provider.browse(start));
    const other = new URL(callback);
    other.searchParams.set('code', 'another');
    expect(await comeBack(other.href)).toBe('refused');
    expect(await comeBack(callback.href)).toBe('refused');
    const unknown = new URL(callback);
    unknown.searchParams.delete('state');
    expect(await comeBack(unknown.href)).toBe('refused');
  });

  test('with the code of one request and the state of another is refused', async () => {
    const first = new URL(await provider.browse((await call(url, 'proveIdentity', { token })).url));
    const second = new URL(await provider.browse((await call(url, 'proveIdentity', { token })).url));
    const mixed = new URL(first);
    mixed.searchParams.set('state', second.searchParams.get('state') ?? '');
    expect(await comeBack(mixed.href)).toBe('refused');
  });

  test('expires', async () => {
    const proof = await prove();
    clock.offset += 6 * 60_000;
    await expect(call(url, 'confirmIdentity', { token, body: { proof } })).rejects.toThrow(failure('not_found'));
  });
});
