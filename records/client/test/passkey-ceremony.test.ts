import { toBase64url, utf8 } from '@etanche/core-wire';
import { createSoftwarePasskeys } from '@etanche/records-passkey';
import { describe, expect, test } from 'vitest';
import type { Passkeys } from '../src/index.ts';
import { askPasskey, createPasskey } from '../src/session/passkey-ceremony.ts';
import { random } from './support/options.ts';

const creation = {
  rp: { id: 'localhost', name: 'test' },
  user: { id: toBase64url(random(16)), name: 'a', displayName: 'a' },
  challenge: toBase64url(random(32)),
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
};
const request = { challenge: toBase64url(random(32)), rpId: 'localhost' };

function software(): Passkeys {
  return createSoftwarePasskeys({ random, origin: 'http://localhost:1' });
}

describe('a passkey', () => {
  test('gives the same PRF output at its creation and at a sign-in', async () => {
    const client = { passkeys: software(), random };
    const made = await createPasskey(client, creation);
    const asked = await askPasskey(client, request);
    expect(made.prf).toHaveLength(32);
    expect(asked).toMatchObject({ id: made.id, prf: made.prf });
  });

  test('has no PRF output in the credential for the server', async () => {
    const client = { passkeys: software(), random };
    const made = await createPasskey(client, creation);
    const asked = await askPasskey(client, request);
    for (const { credential, prf } of [made, asked]) {
      expect(JSON.stringify(credential)).not.toContain(toBase64url(prf));
      expect(JSON.stringify(credential)).not.toContain('results');
    }
    expect(made.credential).toMatchObject({ clientExtensionResults: { prf: { enabled: true } } });
  });

  test('evaluates the constant PRF input instead of the one in the server’s options', async () => {
    const seen: unknown[] = [];
    const passkeys = software();
    const watching: Passkeys = {
      create: (options) => (seen.push(options['extensions']), passkeys.create(options)),
      get: (options) => (seen.push(options['extensions']), passkeys.get(options)),
    };
    const evil = { extensions: { prf: { eval: { first: toBase64url(utf8('a server’s own')) } } } };
    const made = await createPasskey({ passkeys: watching, random }, { ...creation, ...evil });
    const asked = await askPasskey({ passkeys: watching, random }, { ...request, ...evil });
    const prf = { eval: { first: toBase64url(utf8('etanche/v1/passkey/prf')) } };
    expect(seen).toEqual([{ prf }, { prf }]);
    expect(asked.prf).toEqual(made.prf);
  });

  test('without a PRF output at its creation is asked for one at once', async () => {
    const passkeys = software();
    const late: Passkeys = {
      create: async (options) => ({
        ...(await passkeys.create(options)),
        clientExtensionResults: { prf: { enabled: true } },
      }),
      get: (options) => passkeys.get(options),
    };
    const made = await createPasskey({ passkeys: late, random }, creation);
    expect(made.prf).toEqual((await askPasskey({ passkeys, random }, request)).prf);
  });

  test.each<[string, object]>([
    ['has no PRF results', {}],
    ['has PRF disabled', { prf: { enabled: false } }],
  ])('that %s is rejected', async (_, clientExtensionResults) => {
    const passkeys = software();
    const without: Passkeys = {
      create: async (options) => ({ ...(await passkeys.create(options)), clientExtensionResults }),
      get: async (options) => ({ ...(await passkeys.get(options)), clientExtensionResults }),
    };
    const client = { passkeys: without, random };
    await expect(createPasskey(client, creation)).rejects.toMatchObject({ code: 'passkey_without_prf' });
    await expect(askPasskey(client, request)).rejects.toMatchObject({ code: 'passkey_without_prf' });
  });

  test('whose authenticator refuses or answers malformed data is reported as passkey_failed', async () => {
    const client = { passkeys: software(), random };
    await expect(askPasskey(client, request)).rejects.toMatchObject({ code: 'passkey_failed' });
    const broken = { create: () => Promise.resolve({ id: 'x' }), get: () => Promise.resolve({ id: 'x' }) };
    await expect(askPasskey({ passkeys: broken, random }, request)).rejects.toMatchObject({ code: 'passkey_failed' });
  });
});
