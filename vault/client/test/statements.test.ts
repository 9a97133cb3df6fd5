import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, type Federation, type KeySetStatement } from '@etanche/core-vault-protocol';
import { jwsTypes, signCompact, signDetached, toBase64url, utf8 } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import { cosignManifest, fetchKeySet, timerSleep, type SigningKey, type VaultFailure } from '../src/index.ts';
import { group, keySetId, shareKeys } from './support/federation.ts';
import { signedManifest } from './support/manifest.ts';
import { makeSigningKey } from './support/signing-key.ts';

const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 5000 };
const keys = await Promise.all([makeSigningKey(), makeSigningKey(), makeSigningKey()]);

type Reply = (response: ServerResponse, statement: KeySetStatement, key: SigningKey) => Promise<void> | void;

/** Three vaults whose statements are defined by `replies`. */
async function startStatements(...replies: readonly Reply[]) {
  const servers = keys.map((key, i) =>
    createServer((_, response) => {
      const publicKey = toBase64url(shareKeys[i]?.publicKey ?? new Uint8Array(0));
      const statement = { keySet: keySetId, suite, vaults: 3, threshold: 2, index: i + 1, publicKey } as const;
      void (replies[i] ?? truthful)(response, statement, key);
    }),
  );
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const federation: Federation = {
    threshold: 2,
    vaults: keys.map((key, i) => ({
      index: i + 1,
      url: `http://127.0.0.1:${(servers[i]?.address() as AddressInfo).port}`,
      signingKey: toBase64url(key.publicKey),
    })),
  };
  return {
    federation,
    [Symbol.dispose]() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function send(response: ServerResponse, statement: object, key: SigningKey, typ: string): Promise<void> {
  const jws = await signCompact(utf8(JSON.stringify(statement)), typ, key.privateKey, toBase64url(key.publicKey));
  response.setHeader('content-type', 'application/jose');
  response.end(jws);
}

const truthful: Reply = (response, statement, key) => send(response, statement, key, jwsTypes.keySetStatement);

const saying =
  (change: Partial<KeySetStatement>): Reply =>
  (response, statement, key) =>
    send(response, { ...statement, ...change }, key, jwsTypes.keySetStatement);

function tagged(): string {
  const [first] = shareKeys;
  return toBase64url(
    group.add(first?.publicKey ?? new Uint8Array(0), group.multiplyBase(Uint8Array.of(1, ...new Uint8Array(31)))),
  );
}

describe('key set statements', () => {
  test('the statements of all vaults give the key set', async () => {
    using running = await startStatements(truthful, truthful, truthful);
    const { federation } = running;
    const keySet = await fetchKeySet({ ...transport, federation, id: keySetId, group });
    expect(keySet.shares.map(({ url }) => url)).toEqual(federation.vaults.map(({ url }) => url));
  });

  test.each([
    ['a share off the polynomial (a tag)', saying({ publicKey: tagged() })],
    ['the identity', saying({ publicKey: 'A'.repeat(43) })],
    ['another key set', saying({ keySet: 'check/laboratories.2' })],
    ['another index', saying({ index: 2 })],
    ['another threshold', saying({ threshold: 1 })],
    ['another number of vaults', saying({ vaults: 4 })],
  ])('rejects the key set if one vault states %s', async (_, reply) => {
    using running = await startStatements(truthful, truthful, reply);
    const asked = fetchKeySet({ ...transport, federation: running.federation, id: keySetId, group });
    await expect(asked).rejects.toMatchObject({ code: 'key_set_refused' });
  });

  test.each<[string, Reply]>([
    ['by another key', (response, statement) => truthful(response, statement, keys[0])],
    ['for another purpose', (response, statement, key) => send(response, statement, key, jwsTypes.manifest)],
    ['of another shape', (response, _, key) => send(response, { hello: 1 }, key, jwsTypes.keySetStatement)],
    [
      'of another suite',
      (response, statement, key) =>
        send(response, { ...statement, suite: 'P256-SHA256' }, key, jwsTypes.keySetStatement),
    ],
    [
      'of 5 kB',
      (response) => {
        response.setHeader('content-type', 'application/jose');
        response.end('a'.repeat(5000));
      },
    ],
  ])('counts a statement %s as no answer', async (_, reply) => {
    using running = await startStatements(truthful, truthful, reply);
    const asked = fetchKeySet({ ...transport, federation: running.federation, id: keySetId, group });
    await expect(asked).rejects.toMatchObject({
      code: 'could_not_check',
      failures: [{ index: 3, code: 'answer_invalid' }],
    });
  });

  test('sends no request for a malformed id', async () => {
    using running = await startStatements();
    const asked = fetchKeySet({ ...transport, federation: running.federation, id: 'check/../evaluate', group });
    await expect(asked).rejects.toMatchObject({ code: 'encoding_invalid' });
  });
});

describe('cosignatures', () => {
  const cosigning =
    (change: string): Reply =>
    async (response, _, key) => {
      const payload = utf8(change);
      const signature = await signDetached(payload, jwsTypes.manifest, key.privateKey, toBase64url(key.publicKey));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(signature));
    };

  test('t cosignatures are enough; one for another manifest is reported and left out', async () => {
    const operator = await makeSigningKey();
    using plain = await startStatements();
    const keySet = await fetchKeySet({ ...transport, federation: plain.federation, id: keySetId, group });
    const manifest = await signedManifest(operator, keySet, {});
    const payload = Buffer.from(manifest.payload, 'base64url').toString();
    using running = await startStatements(cosigning(payload), cosigning('{}'), cosigning(payload));
    const reports: VaultFailure[] = [];
    const cosigned = await cosignManifest({
      ...transport,
      federation: running.federation,
      manifest,
      report: (failure) => reports.push(failure),
    });
    expect(cosigned.signatures).toHaveLength(3);
    expect(reports).toEqual([{ index: 2, code: 'answer_invalid' }]);
  });

  test('fewer than t cosignatures are not enough', async () => {
    const operator = await makeSigningKey();
    using plain = await startStatements();
    const keySet = await fetchKeySet({ ...transport, federation: plain.federation, id: keySetId, group });
    const manifest = await signedManifest(operator, keySet, {});
    using running = await startStatements(cosigning('{}'), cosigning('{}'), cosigning('{}'));
    const asked = cosignManifest({ ...transport, federation: running.federation, manifest });
    await expect(asked).rejects.toMatchObject({ code: 'could_not_check' });
  });
});
