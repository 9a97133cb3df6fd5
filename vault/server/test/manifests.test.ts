import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  manifestsPath,
  type Manifest,
  type ManifestLogStatement,
  type SignedManifest,
} from '@etanche/core-check-protocol';
import { evaluatePath, type KeySetStatement } from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  signDetached,
  toBase64url,
  utf8,
  verifyCompact,
  verifyDetached,
  type Jws,
} from '@etanche/core-wire';
import {
  makeSigner,
  opening,
  order,
  postJson,
  postJws,
  problemOf,
  random,
  sign,
  someElements,
} from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';

const operator = await makeSigner();
const rival = await makeSigner();
const importer = await makeSigner();
const clock = Date.parse('2026-11-22T10:00:00Z');
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({
    vaults: 2,
    threshold: 1,
    operators: [operator.publicKey, rival.publicKey],
    now: () => clock,
  });
});
afterAll(() => running.close());

function theVault() {
  const [vault] = running.vaults;
  if (vault === undefined) throw new Error('no vault');
  return vault;
}

/** Opens a key set at the vault and returns the vault's share key from its statement. */
async function shareKey(keySet: string): Promise<string> {
  const content = opening(keySet, importer, { perMinute: 10, perDay: 10 }, clock);
  const jws = await (await order(theVault(), operator, content, clock)).text();
  const key = fromBase64url(theVault().signingKey, 32);
  const { payload } = await verifyCompact(jws, jwsTypes.keySetStatement, key);
  return (JSON.parse(fromUtf8(payload)) as KeySetStatement).publicKey;
}

async function manifest(index: string, version: number, change: Partial<Manifest> = {}): Promise<Manifest> {
  const id = `check/${index}.${version}`;
  const publicKey = await shareKey(id);
  const line = { fr: 'ligne', en: 'line' };
  return {
    format: 'etanche/v1/check-manifest',
    index,
    version,
    issuedAt: '2026-11-22T09:00:00Z',
    expiresAt: '2026-12-22T09:00:00Z',
    graceHours: 24,
    vaults: [{ index: 1, owner: 'Essai, une seule personne', jurisdiction: 'FR' }],
    keySets: [
      {
        id,
        suite: 'ristretto255-SHA512',
        threshold: 1,
        publicKey,
        shares: [{ index: 1, publicKey, url: theVault().url }],
      },
    ],
    kinds: [{ kind: 'nir', keySet: id, stretch: null, withoutBirthDate: false }],
    count: 2500,
    buckets: { count: 2, entries: 1300, plaintextBytes: 16, root: toBase64url(random(32)) },
    leak: {
      title: line,
      summary: line,
      controller: 'A laboratory',
      legalBasis: 'GDPR article 34',
      occurred: { from: '2026-01', to: '2026-02' },
      discovered: '2026-03-01',
      contact: { email: 'dpo@example.fr' },
      categories: [{ bit: 0, key: 'identity', name: line }],
      details: [],
    },
    ...change,
  };
}

async function signed(content: Manifest, signer = operator, typ: string = jwsTypes.manifest): Promise<SignedManifest> {
  const payload = utf8(JSON.stringify(content));
  return {
    payload: toBase64url(payload),
    signatures: [await signDetached(payload, typ, signer.key, signer.publicKey)],
  };
}

const post = (body: SignedManifest) => postJson(`${theVault().url}${manifestsPath}`, body);

async function expectRefused(content: Manifest, detail: RegExp) {
  const response = await post(await signed(content));
  expect(response.status).toBe(409);
  const problem = await problemOf(response);
  expect(problem.code).toBe('manifest_refused');
  expect(problem.detail).toMatch(detail);
}

describe('a valid manifest', () => {
  test('a manifest is logged and cosigned, with the same answer to every repetition', async () => {
    const content = await manifest('good', 1);
    const body = await signed(content);
    const first = await post(body);
    expect(first.status).toBe(200);
    const cosignature = (await first.json()) as Jws;
    const key = fromBase64url(theVault().signingKey, 32);
    await expect(verifyDetached(body.payload, cosignature, jwsTypes.manifest, key)).resolves.toBeUndefined();
    expect(await (await post(body)).json()).toEqual(cosignature);
    expect((await post(await signed(await manifest('good', 3)))).status).toBe(200);
    const nonce = toBase64url(random(16));
    const jws = await (await fetch(`${theVault().url}${manifestsPath}/good?nonce=${nonce}`)).text();
    const { payload } = await verifyCompact(jws, jwsTypes.manifestLog, key);
    const { manifests } = JSON.parse(fromUtf8(payload)) as ManifestLogStatement;
    expect(manifests).toHaveLength(2);
    expect(manifests[0]).toEqual({
      version: 1,
      sha256: createHash('sha256').update(JSON.stringify(content)).digest('base64url'),
      signedAt: Date.parse('2026-11-22T10:00:00Z'),
      graceHours: 24,
    });
  });

  test('a manifest closes the right of its importer permanently', async () => {
    const content = await manifest('closing', 1);
    const ask = async () => {
      const envelope = { aud: theVault().signingKey, iat: clock / 1000, jti: toBase64url(random(16)) };
      const body = { ...envelope, keySet: 'check/closing.1', elements: someElements(1) };
      return postJws(`${theVault().url}${evaluatePath}`, await sign(body, jwsTypes.evaluate, importer));
    };
    expect((await ask()).status).toBe(200);
    expect((await post(await signed(content))).status).toBe(200);
    expect(await problemOf(await ask())).toMatchObject({ code: 'caller_refused' });
  });

  test('one of ten different manifests sent at once is logged', async () => {
    const content = await manifest('race', 1);
    const bodies = await Promise.all(Array.from({ length: 10 }, (_, i) => signed({ ...content, count: 2500 + i })));
    const statuses = (await Promise.all(bodies.map(post))).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
  });

  test('not even the database’s own user can delete a logged manifest', async () => {
    await post(await signed(await manifest('kept', 1)));
    const [database] = running.databases;
    const run = (sql: string) => database?.database.query(sql);
    await expect(run('UPDATE manifest_log SET version = 9')).rejects.toThrow('append-only');
    await expect(run('DELETE FROM manifest_log')).rejects.toThrow('append-only');
    await expect(run('TRUNCATE manifest_log')).rejects.toThrow('append-only');
  });
});

describe('manifests that are refused', () => {
  test('rejects a manifest if another one of its version is logged', async () => {
    const content = await manifest('twice', 1);
    await post(await signed(content));
    await expectRefused({ ...content, count: 2501 }, /another manifest/i);
  });

  test('rejects a manifest if a later version is logged', async () => {
    const older = await manifest('back', 1);
    await post(await signed(await manifest('back', 2)));
    await expectRefused(older, /later version/);
  });

  test('rejects a manifest with fewer than 1,000 entries per bucket', async () => {
    const content = await manifest('thin', 1);
    await expectRefused({ ...content, count: 1999 }, /fewer than 1000/);
    const single = { ...content, count: 12, buckets: { ...content.buckets, count: 1 } };
    expect((await post(await signed(single))).status).toBe(200);
  });

  test('rejects an expired manifest', async () => {
    await expectRefused(await manifest('expired', 1, { expiresAt: '2026-11-22T10:00:00Z' }), /expired/);
    await expectRefused(await manifest('never', 1, { expiresAt: '2026-19-39T10:00:00Z' }), /expired/);
  });

  test('rejects a key set of another version or index', async () => {
    const content = await manifest('mixed', 1);
    const other = await manifest('mixed', 2);
    await expectRefused({ ...content, keySets: other.keySets, kinds: other.kinds }, /index and version/);
  });

  test('rejects an unknown key set', async () => {
    const content = await manifest('unknown', 1);
    const [keySet] = content.keySets;
    const [kind] = content.kinds;
    if (keySet === undefined || kind === undefined) throw new Error('no key set');
    const id = 'check/unknown.2';
    const publicKey = await shareKey('check-code/unknown.2');
    const keySets = [{ ...keySet, id, shares: [{ index: 1, publicKey, url: theVault().url }] }];
    await expectRefused({ ...content, version: 2, keySets, kinds: [{ ...kind, keySet: id }] }, /unknown/);
  });

  test('rejects a withdrawn key set', async () => {
    const content = await manifest('withdrawn', 1);
    await order(theVault(), operator, { keySet: 'check/withdrawn.1', order: 'withdraw' }, clock);
    await expectRefused(content, /withdrawn/);
  });

  test('rejects a key set with another share key of this vault, without one, or with another threshold', async () => {
    const content = await manifest('share', 1);
    const [keySet] = content.keySets;
    if (keySet === undefined) throw new Error('no key set');
    const other = await shareKey('check/share.2');
    const shares = [{ index: 1, publicKey: other, url: theVault().url }];
    await expectRefused({ ...content, keySets: [{ ...keySet, shares }] }, /share key/);
    const elsewhere = [{ index: 2, publicKey: keySet.publicKey, url: theVault().url }];
    await expectRefused({ ...content, keySets: [{ ...keySet, shares: elsewhere }] }, /share key/);
    await expectRefused({ ...content, keySets: [{ ...keySet, threshold: 2 }] }, /threshold/);
  });

  test('rejects a kind whose key set is not listed', async () => {
    const content = await manifest('kinds', 1);
    const kinds = [{ kind: 'nir' as const, keySet: 'check/other.1', stretch: null, withoutBirthDate: false }];
    await expectRefused({ ...content, kinds }, /not listed/);
  });

  test('rejects a manifest whose signer does not own the key set', async () => {
    const response = await post(await signed(await manifest('owned', 1), rival));
    expect(await problemOf(response)).toMatchObject({ code: 'manifest_refused' });
  });

  test.for<[string, () => Promise<SignedManifest>]>([
    ['by an unknown key', async () => signed(await manifest('stranger', 1), await makeSigner())],
    ['for another purpose', async () => signed(await manifest('purpose', 1), operator, jwsTypes.keySetOrder)],
    [
      'over other bytes',
      async () => ({ ...(await signed(await manifest('bytes', 1))), payload: toBase64url(utf8('{}')) }),
    ],
  ])('rejects a manifest signed %s', async ([, make]) => {
    const response = await post(await make());
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
  });

  test('rejects a manifest that does not match the schema', async () => {
    const response = await post(await signed({ ...(await manifest('shape', 1)), count: 0 }));
    expect(await problemOf(response)).toMatchObject({ code: 'manifest_refused' });
    const body = await signed(await manifest('shape', 2));
    expect(await problemOf(await post({ ...body, signatures: [] }))).toMatchObject({ code: 'request_invalid' });
  });
});
