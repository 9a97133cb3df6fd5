import { nobleGroup } from '@etanche/core-oprf';
import { type KeySet } from '@etanche/core-vault-protocol';
import { fromBase64url, jwsTypes, toBase64url, utf8, verifyDetached } from '@etanche/core-wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestFederation, type TestFederation } from '../../server/test/support/federation.ts';
import {
  cosignManifest,
  createRequestSigner,
  createVaultClient,
  fetchKeySet,
  sendKeySetOrder,
  timerSleep,
  type KeySetCommand,
  type VaultClientOptions,
  type VaultFailure,
} from '../src/index.ts';
import { group } from './support/federation.ts';
import { signedManifest } from './support/manifest.ts';
import { random } from './support/random.ts';
import { makeSigningKey } from './support/signing-key.ts';

const operator = await makeSigningKey();
const importer = await makeSigningKey();
const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
const clock = { now: () => Date.now(), random };
const inputs = [utf8('one'), utf8('two'), utf8('three')];
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({ operators: [toBase64url(operator.publicKey)] });
});
afterAll(() => running.close());

function opening(units = 1000): KeySetCommand {
  const until = Math.floor(Date.now() / 1000) + 3600;
  return {
    order: 'open',
    importer: { key: toBase64url(importer.publicKey), units, until },
    ceiling: { perMinute: 1000, perDay: 1000 },
  };
}

function order(id: string, command: KeySetCommand): Promise<KeySet> {
  return sendKeySetOrder({
    ...transport,
    ...clock,
    federation: running.federation,
    group,
    owner: operator,
    id,
    command,
  });
}

function fetched(id: string): Promise<KeySet> {
  return fetchKeySet({ ...transport, federation: running.federation, id, group: nobleGroup });
}

function client(keySet: KeySet, options: Partial<VaultClientOptions> = {}) {
  return createVaultClient({ ...transport, ...clock, keySet, group, hedgeMs: null, ...options });
}

describe('real vaults, two of three', () => {
  test('an operator opens a key set, and anyone can fetch it', async () => {
    const opened = await order('check/opened.1', opening());
    expect(opened.shares.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(await fetched('check/opened.1')).toEqual(opened);
    expect((await order('check/opened.2', opening())).publicKey).not.toBe(opened.publicKey);
  });

  test('every pair of vaults and both engines give the same output', async () => {
    const keySet = await order('check/pairs.1', opening());
    const anonymous = client(keySet);
    const outputs = await anonymous.evaluate(inputs);
    expect(outputs.map((output) => output.length)).toEqual([64, 64, 64]);
    for (let pair = 0; pair < 2; pair++) expect(await anonymous.evaluate(inputs)).toEqual(outputs);
    expect(await client(keySet, { group: nobleGroup }).evaluate(inputs)).toEqual(outputs);
    const other = client(await order('check/pairs.2', opening()));
    expect(await other.evaluate(inputs)).not.toEqual(outputs);
  });

  test('an importer evaluates 256 elements at once until its right is closed', async () => {
    const keySet = await order('check/imported.1', opening());
    const signer = createRequestSigner(running.federation, importer, clock);
    const many = Array.from({ length: 256 }, (_, i) => utf8(`term ${i}`));
    const importing = client(keySet, { signer });
    const outputs = await importing.evaluate(many);
    expect(outputs.slice(0, 3)).toEqual(await client(keySet).evaluate(many.slice(0, 3)));
    await order('check/imported.1', { order: 'close' });
    await expect(importing.evaluate(many)).rejects.toMatchObject({
      code: 'refused',
      failures: [{ code: 'caller_refused' }, { code: 'caller_refused' }],
    });
  });

  test('a request signed by an unknown key is refused', async () => {
    const keySet = await order('check/strangers.1', opening());
    const signer = createRequestSigner(running.federation, await makeSigningKey(), clock);
    await expect(client(keySet, { signer }).evaluate(inputs)).rejects.toMatchObject({
      code: 'refused',
      failures: [{ code: 'caller_refused' }, { code: 'caller_refused' }],
    });
  });

  test('an order by an unknown key or beyond the configuration is refused', async () => {
    const owner = await makeSigningKey();
    const sent = { ...transport, ...clock, federation: running.federation, group, id: 'check/a.1', command: opening() };
    await expect(sendKeySetOrder({ ...sent, owner })).rejects.toMatchObject({ code: 'refused' });
    await expect(order('check/a.1', opening(1_000_000_000))).rejects.toMatchObject({
      code: 'refused',
      failures: [1, 2, 3].map(
        () => expect.objectContaining({ code: 'order_refused', detail: expect.any(String) as string }) as VaultFailure,
      ),
    });
  });

  test('an unopened or withdrawn key set is refused', async () => {
    await expect(fetched('check/unknown.1')).rejects.toMatchObject({
      code: 'refused',
      failures: [{ code: 'key_set_unknown' }, { code: 'key_set_unknown' }, { code: 'key_set_unknown' }],
    });
    const keySet = await order('check/withdrawn.1', opening());
    await order('check/withdrawn.1', { order: 'withdraw' });
    await expect(client(keySet).evaluate(inputs)).rejects.toMatchObject({ code: 'refused' });
    await expect(fetched('check/withdrawn.1')).rejects.toMatchObject({ code: 'refused' });
  });

  test('a manifest is cosigned by all vaults, once for each version', async () => {
    const keySet = await order('check/laboratories.1', opening());
    const manifest = await signedManifest(operator, keySet, {});
    const cosigned = await cosignManifest({ ...transport, federation: running.federation, manifest });
    expect(cosigned.payload).toBe(manifest.payload);
    expect(cosigned.signatures[0]).toEqual(manifest.signatures[0]);
    expect(cosigned.signatures).toHaveLength(4);
    for (const [i, vault] of running.federation.vaults.entries()) {
      const signature = cosigned.signatures[i + 1] ?? { protected: '', signature: '' };
      const key = fromBase64url(vault.signingKey, 32);
      await expect(verifyDetached(cosigned.payload, signature, jwsTypes.manifest, key)).resolves.toBeUndefined();
    }
    const again = await cosignManifest({ ...transport, federation: running.federation, manifest });
    expect(again.signatures).toHaveLength(4);
    const second = await signedManifest(operator, keySet, { count: 2 });
    await expect(
      cosignManifest({ ...transport, federation: running.federation, manifest: second }),
    ).rejects.toMatchObject({
      code: 'refused',
      failures: [{ code: 'manifest_refused' }, { code: 'manifest_refused' }, { code: 'manifest_refused' }],
    });
  });

  test('statements of another federation are rejected', async () => {
    await order('check/federated.1', opening());
    const { vaults } = running.federation;
    const federations = [
      { ...running.federation, threshold: 3 },
      { ...running.federation, vaults: vaults.slice(1) },
      { ...running.federation, vaults: vaults.map((vault, i) => ({ ...vault, index: ((i + 1) % 3) + 1 })) },
    ];
    for (const federation of federations) {
      const asked = fetchKeySet({ ...transport, federation, id: 'check/federated.1', group });
      await expect(asked).rejects.toMatchObject({ code: 'key_set_refused' });
    }
    const impostor = toBase64url((await makeSigningKey()).publicKey);
    const federation = { ...running.federation, vaults: vaults.map((vault) => ({ ...vault, signingKey: impostor })) };
    await expect(fetchKeySet({ ...transport, federation, id: 'check/federated.1', group })).rejects.toMatchObject({
      code: 'could_not_check',
      failures: [{ code: 'answer_invalid' }, { code: 'answer_invalid' }, { code: 'answer_invalid' }],
    });
  });

  test('the other vaults replace a stopped one', async () => {
    await using federation = await startTestFederation({ operators: [toBase64url(operator.publicKey)] });
    const command = opening();
    const opened = { ...transport, ...clock, federation: federation.federation, group, owner: operator, command };
    const keySet = await sendKeySetOrder({ ...opened, id: 'check/stopped.1' });
    const outputs = await client(keySet).evaluate(inputs);
    await federation.vaults[1]?.close();
    const reports: VaultFailure[] = [];
    const remaining = client(keySet, { report: (failure) => reports.push(failure) });
    for (let i = 0; i < 3; i++) expect(await remaining.evaluate(inputs)).toEqual(outputs);
    expect(new Set(reports.map(({ index, code }) => `${index} ${code}`))).toEqual(new Set(['2 unreachable']));
    await expect(sendKeySetOrder({ ...opened, id: 'check/stopped.2' })).rejects.toMatchObject({
      code: 'could_not_check',
      failures: [{ index: 2, code: 'unreachable' }],
    });
  });
});
