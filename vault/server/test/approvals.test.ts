import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { approverCardSchema } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, toBase64url, verifyCompact } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { createSoftwarePasskeys, type SoftwarePasskeysConfig } from '@etanche/records-passkey';
import { ApprovalsService } from '../src/approvals/approvals-service.ts';
import { PageChallenges } from '../src/approvals/page-challenges.ts';
import { migrationsDirectory, startLocalFederation } from '../src/index.ts';
import { readSigningKey, type SigningKey } from '../src/seeds/signing-key.ts';
import { random } from './support/caller.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const origin = 'https://coffre-2.example';
const noon = Date.parse('2026-11-22T12:00:00Z');
let own: TestDatabase;
let signingKey: SigningKey;
let service: ApprovalsService;
let clock = noon;

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using vaultHome = await makeVaultDirectory();
  signingKey = await readSigningKey(vaultHome.directory);
});
beforeEach(() => {
  clock = noon;
  service = serviceWith(signingKey);
});
afterAll(async () => {
  await own.drop();
});

function serviceWith(key: SigningKey, cloudPasskeys = false): ApprovalsService {
  const options = { database: own.database, now: () => clock };
  const challenges = new PageChallenges({ ...options, key: key.approvalsKey, timeoutMs: 60_000, random });
  return new ApprovalsService({ ...options, index: 2, signingKey: key, origin, cloudPasskeys, challenges });
}

async function passkey(challenge: string, config: Partial<SoftwarePasskeysConfig> = {}, rpId = 'coffre-2.example') {
  const made = await createSoftwarePasskeys({ random, origin, ...config }).create({
    rp: { id: rpId, name: 'vault' },
    user: { id: toBase64url(random(16)), name: 'a', displayName: 'a' },
    challenge,
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  });
  const { attestationObject, clientDataJSON } = made.response;
  return { credential: made.id, attestationObject, clientDataJSON };
}

describe('passkey registration', () => {
  test('a registration returns a card signed by the vault, once', async () => {
    const { challenge, approver } = service.challenge('register');
    const made = await passkey(challenge);
    const jws = await service.register(challenge, 'Dr Alice Martin', made);
    const { payload } = await verifyCompact(jws, jwsTypes.approverCard, fromBase64url(signingKey.publicKey, 32));
    const card = parseShape(approverCardSchema, JSON.parse(fromUtf8(payload)), 'card');
    expect(card).toMatchObject({ approver, name: 'Dr Alice Martin', index: 2, rpId: 'coffre-2.example', origin });
    expect(card.credential).toBe(made.credential);
    await expect(service.register(challenge, 'Dr Alice Martin', made)).rejects.toMatchObject({
      code: 'caller_refused',
    });
  });

  test('a challenge is accepted by another replica of the vault', async () => {
    const { challenge } = serviceWith(signingKey).challenge('register');
    expect(await service.register(challenge, 'A', await passkey(challenge))).toMatch(/^ey/);
  });

  test.each<[string, Partial<SoftwarePasskeysConfig>, string?]>([
    ['without user verification', { withoutUserVerification: true }],
    ['at another site', { origin: 'https://dossiers.example' }, 'dossiers.example'],
    ['at another origin of the same domain', { origin: 'https://www.coffre-2.example' }],
  ])('rejects a registration %s', async (_, config, rpId) => {
    const { challenge } = service.challenge('register');
    const made = await passkey(challenge, config, rpId);
    await expect(service.register(challenge, 'A', made)).rejects.toMatchObject({ code: 'caller_refused' });
  });

  test('rejects a passkey that can be copied into a cloud account, unless the vault allows it', async () => {
    const { challenge } = service.challenge('register');
    const made = await passkey(challenge, { backupEligible: true });
    await expect(service.register(challenge, 'A', made)).rejects.toMatchObject({ code: 'passkey_backup_eligible' });
    const jws = await serviceWith(signingKey, true).register(challenge, 'A', made);
    const { payload } = await verifyCompact(jws, jwsTypes.approverCard, fromBase64url(signingKey.publicKey, 32));
    expect(JSON.parse(fromUtf8(payload))).toMatchObject({ backupEligible: true });
  });

  test('rejects a challenge that is expired, foreign, for another use, altered, or different from the signed one', async () => {
    using elsewhere = await makeVaultDirectory();
    const other = serviceWith(await readSigningKey(elsewhere.directory)).challenge('register').challenge;
    const { challenge } = service.challenge('register');
    const made = await passkey(challenge);
    const flipped = fromBase64url(challenge, undefined).map((byte, i) => (i === 12 ? byte ^ 1 : byte));
    const wrong = [
      other,
      service.challenge('alarms').challenge,
      toBase64url(flipped),
      'short',
      service.challenge('register').challenge,
    ];
    for (const each of wrong) {
      await expect(service.register(each, 'A', made)).rejects.toMatchObject({ code: 'caller_refused' });
    }
    clock += 300_000;
    await expect(service.register(challenge, 'A', made)).rejects.toMatchObject({ code: 'caller_refused' });
  });

  test.each(['A\u202eB', 'A\nB', ' A', 'A\u200b'])('rejects a registration under the name %j', async (name) => {
    const { challenge } = service.challenge('register');
    const made = await passkey(challenge);
    await expect(service.register(challenge, name, made)).rejects.toMatchObject({ code: 'request_invalid' });
  });
});

test('only approvers of the practice may read its alarms', async () => {
  const { challenge } = service.challenge('alarms');
  const assertion = { authenticatorData: 'AAAA', clientDataJSON: 'AAAA', signature: 'AAAA' };
  const practice = 'aaaqeayeaudaocajbifqydiob4';
  await expect(service.alarms(practice, practice, challenge, assertion)).rejects.toMatchObject({
    code: 'caller_refused',
  });
});

test('a vault does not start with the federation file of another federation', async () => {
  using vaultHome = await makeVaultDirectory();
  const federation = {
    threshold: 1,
    vaults: [{ index: 1, url: 'https://coffre-1.example', signingKey: toBase64url(random(32)) }],
  };
  const started = startLocalFederation({
    ...{ vaults: 1, threshold: 1, directory: vaultHome.directory, databases: [own.url.reveal()] },
    operators: [toBase64url(random(32))],
    config: { federation, approvals: { origin: 'https://coffre-1.example', cloudPasskeys: false } },
  });
  await expect(started).rejects.toMatchObject({ code: 'configuration_invalid' });
});
