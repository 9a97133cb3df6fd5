import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
  generateAuthenticationOptions as generateAuthentication,
  generateRegistrationOptions as generateRegistration,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { describe, expect, test } from 'vitest';
import {
  createSoftwarePasskeys,
  type AuthenticationResponse,
  type CreationOptions,
  type RegistrationResponse,
  type RequestOptions,
  type SoftwarePasskeys,
  type SoftwarePasskeysConfig,
} from '../src/index.ts';

const origin = 'https://records.example';
const rpId = 'records.example';
const first = Buffer.from('etanche/v1/passkey/prf').toString('base64url');
const failure = (code: string) => expect.objectContaining({ code }) as Error;

/** Converts a value to plain JSON, because the server library's types have buffers in the extension prf. */
function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function passkeys(config: Partial<SoftwarePasskeysConfig> = {}): SoftwarePasskeys {
  return createSoftwarePasskeys({ random: (length) => randomBytes(length), origin, ...config });
}

async function registrationOptions(algorithms: number[] = [-7], userID = randomBytes(16)) {
  const options = await generateRegistration({
    rpName: 'Records',
    rpID: rpId,
    userName: 'alice',
    userID: Uint8Array.from(userID),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
  });
  return overTheWire(options) as CreationOptions;
}

async function requestOptions(allowCredentials?: { id: string }[]) {
  const allowed = allowCredentials === undefined ? {} : { allowCredentials };
  const options = await generateAuthentication({ rpID: rpId, userVerification: 'required', ...allowed });
  return overTheWire(options) as RequestOptions;
}

function received(response: RegistrationResponse): RegistrationResponseJSON;
function received(response: AuthenticationResponse): AuthenticationResponseJSON;
function received(response: unknown): unknown {
  return overTheWire(response);
}

async function register(device: SoftwarePasskeys, algorithms?: number[], userID?: Buffer<ArrayBuffer>) {
  const options = await registrationOptions(algorithms, userID);
  const response = await device.create(options);
  const { registrationInfo } = await verifyRegistrationResponse({
    response: received(response),
    expectedChallenge: options.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  });
  if (registrationInfo === undefined) throw new Error('not registered');
  return { response, info: registrationInfo, credential: registrationInfo.credential };
}

async function signIn(device: SoftwarePasskeys, credential: Awaited<ReturnType<typeof register>>['credential']) {
  const options = await requestOptions();
  const response = await device.get(options);
  const verify = (altered = response, over: { expectedOrigin?: string; expectedRPID?: string } = {}) =>
    verifyAuthenticationResponse({
      response: received(altered),
      expectedChallenge: options.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential,
      requireUserVerification: true,
      ...over,
    });
  return { response, verify };
}

describe('registration', () => {
  test.each([
    ['ES256', -7],
    ['EdDSA', -8],
  ])('%s is verified, with attestation none, a resident key and a verified user', async (_name, algorithm) => {
    const { info, response } = await register(passkeys(), [algorithm]);
    expect(info).toMatchObject({ fmt: 'none', userVerified: true, credentialDeviceType: 'singleDevice' });
    expect(info.credential.counter).toBe(0);
    expect(response.response.publicKeyAlgorithm).toBe(algorithm);
    expect(response.clientExtensionResults.credProps).toEqual({ rk: true });
  });

  test('uses the first supported algorithm of the list', async () => {
    const { response } = await register(passkeys(), [-257, -8, -7]);
    expect(response.response.publicKeyAlgorithm).toBe(-8);
    await expect(passkeys().create(await registrationOptions([-257]))).rejects.toThrow(failure('not_supported'));
  });

  test('is refused for an excluded credential and for a domain other than the origin’s', async () => {
    const device = passkeys();
    const { credential } = await register(device);
    const options = await registrationOptions();
    const excludeCredentials = [{ id: credential.id, type: 'public-key' }];
    await expect(device.create({ ...options, excludeCredentials })).rejects.toThrow(failure('invalid_state'));
    for (const id of ['example', 'other.example', 'cords.example', 'a.records.example']) {
      await expect(device.create({ ...options, rp: { id, name: 'x' } })).rejects.toThrow(failure('security'));
    }
    const plain = passkeys({ origin: 'http://records.example' });
    await expect(plain.create(options)).rejects.toThrow(failure('security'));
  });

  test('a second credential of an account replaces the first', async () => {
    const device = passkeys();
    const account = Buffer.from(randomBytes(16));
    await register(device, [-7], account);
    const { credential } = await register(device, [-7], account);
    await register(device);
    expect(device.exportState().credentials).toHaveLength(2);
    const options = await requestOptions([{ id: credential.id }]);
    expect((await device.get(options)).id).toBe(credential.id);
  });
});

describe('authentication', () => {
  test.each([-7, -8])('is verified and counts, algorithm %i', async (algorithm) => {
    const device = passkeys();
    const { credential } = await register(device, [algorithm]);
    for (const counter of [1, 2, 3]) {
      const { verify } = await signIn(device, credential);
      expect(await verify()).toMatchObject({ verified: true, authenticationInfo: { newCounter: counter } });
    }
  });

  test('continues with a saved and loaded authenticator', async () => {
    const device = passkeys();
    const { credential } = await register(device);
    await signIn(device, credential);
    const state: unknown = JSON.parse(JSON.stringify(device.exportState()));
    const { verify } = await signIn(passkeys({ state }), credential);
    expect(await verify()).toMatchObject({ verified: true, authenticationInfo: { newCounter: 2 } });
    for (const malformed of [null, {}, { ...(state as object), format: 'x' }, { ...(state as object), more: 1 }]) {
      expect(() => passkeys({ state: malformed })).toThrow(failure('state_invalid'));
    }
  });

  test('is refused for another domain and for a credential of another authenticator', async () => {
    const device = passkeys();
    await register(device);
    const allowCredentials = [{ id: 'AAAAAAAAAAAAAAAAAAAAAA', type: 'public-key' }];
    await expect(device.get({ challenge: 'AA', rpId, allowCredentials })).rejects.toThrow(failure('not_allowed'));
    await expect(device.get({ challenge: 'AA', rpId: 'other.example' })).rejects.toThrow(failure('security'));
    await expect(passkeys().get({ challenge: 'AA', rpId })).rejects.toThrow(failure('not_allowed'));
  });

  test('of another origin, another domain or another challenge is refused by the server', async () => {
    const device = passkeys();
    const { credential } = await register(device);
    const { verify } = await signIn(device, credential);
    await expect(verify(undefined, { expectedOrigin: 'https://vault.example' })).rejects.toThrow(/origin/);
    await expect(verify(undefined, { expectedRPID: 'vault.example' })).rejects.toThrow(/RP ID/);
    const { response } = await signIn(device, credential);
    await expect(verify(response)).rejects.toThrow(/challenge/);
  });

  test('without user verification is refused by a server that requires it', async () => {
    const options = await registrationOptions();
    const response = await passkeys({ withoutUserVerification: true }).create(options);
    const expected = {
      response: received(response),
      expectedChallenge: options.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
    };
    await expect(verifyRegistrationResponse({ ...expected, requireUserVerification: true })).rejects.toThrow(/verif/);
    expect(await verifyRegistrationResponse({ ...expected, requireUserVerification: false })).toMatchObject({
      verified: true,
      registrationInfo: { userVerified: false },
    });
  });

  test.each(['signature', 'authenticatorData', 'clientDataJSON'] as const)(
    'with an altered %s fails',
    async (field) => {
      const device = passkeys();
      const { credential } = await register(device, [-8]);
      const { response, verify } = await signIn(device, credential);
      const bytes = Buffer.from(response.response[field], 'base64url');
      bytes.writeUInt8(bytes.readUInt8(33) ^ 2, 33);
      const altered = {
        ...response,
        response: { ...response.response, [field]: bytes.toString('base64url') },
      };
      const outcome = await verify(altered).then(
        ({ verified }) => verified,
        () => false,
      );
      expect(outcome).toBe(false);
    },
  );
});

describe('extension prf', () => {
  const extensions = { prf: { eval: { first } } };

  test('gives the specified output, the same at creation and at each sign-in', async () => {
    const device = passkeys();
    const created = await device.create({ ...(await registrationOptions()), extensions });
    const got = await device.get({ challenge: 'AA', rpId, extensions });
    expect(created.clientExtensionResults.prf?.enabled).toBe(true);
    expect(got.clientExtensionResults.prf).toEqual({ results: created.clientExtensionResults.prf?.results });
    const secret = Buffer.from(device.exportState().credentials[0]?.prfSecrets ?? '', 'base64url').subarray(0, 32);
    const salt = createHash('sha256').update('WebAuthn PRF\0etanche/v1/passkey/prf').digest();
    expect(got.clientExtensionResults.prf?.results?.first).toBe(
      createHmac('sha256', secret).update(salt).digest('base64url'),
    );
  });

  test('evaluates two inputs, and inputs by credential', async () => {
    const device = passkeys();
    const { credential } = await register(device);
    const ask = async (prf: object) => {
      const allowCredentials = [{ id: credential.id, type: 'public-key' }];
      const response = await device.get({ challenge: 'AA', rpId, allowCredentials, extensions: { prf } });
      return response.clientExtensionResults.prf?.results;
    };
    const both = await ask({ eval: { first, second: 'AA' } });
    expect(both?.second).not.toBe(both?.first);
    expect(await ask({ eval: { first: 'AA' } })).toEqual({ first: both?.second });
    expect(await ask({ eval: { first }, evalByCredential: { [credential.id]: { first: 'AA' } } })).toEqual({
      first: both?.second,
    });
    expect(await ask({})).toBeUndefined();
    const prf = { evalByCredential: { [credential.id]: { first } } };
    await expect(device.get({ challenge: 'AA', rpId, extensions: { prf } })).rejects.toThrow(failure('not_supported'));
  });

  test('differs between credentials, and with and without user verification', async () => {
    const device = passkeys();
    const outputs = new Set<string | undefined>();
    for (let i = 0; i < 3; i++) {
      const created = await device.create({ ...(await registrationOptions()), extensions });
      outputs.add(created.clientExtensionResults.prf?.results?.first);
    }
    const unverified = passkeys({ state: device.exportState(), withoutUserVerification: true });
    outputs.add(
      (await unverified.get({ challenge: 'AA', rpId, extensions })).clientExtensionResults.prf?.results?.first,
    );
    expect(outputs.size).toBe(4);
  });
});

test('the same randomness makes the same credential', async () => {
  const stream = () => {
    let counter = 0;
    return (length: number) => createHash('shake256', { outputLength: length }).update(String(counter++)).digest();
  };
  const options = await registrationOptions();
  const made = await Promise.all([1, 2].map(() => passkeys({ random: stream() }).create(options)));
  expect(made[0]).toEqual(made[1]);
});
