import { nobleGroup } from '@etanche/core-oprf';
import {
  leadingZeroBits,
  solveWork,
  workPreimage,
  type EvaluateRequest,
  type KeySet,
  type SignedEvaluate,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, toBase64url, utf8, verifyCompact } from '@etanche/core-wire';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import vectors from '../../../vectors/key-sets.json' with { type: 'json' };
import { createRequestSigner, type WorkSolver } from '../src/index.ts';
import { expectedOutputs } from './support/expected-outputs.ts';
import { startTwistedFederation } from './support/federation.ts';
import { random } from './support/random.ts';
import { makeSigningKey } from './support/signing-key.ts';
import { honest, sendProblem, type Twist } from './support/twisted-vault.ts';

const inputs = [utf8('a'), utf8('b')];
const outputs = expectedOutputs(inputs);

describe('evaluation', () => {
  test('the outputs equal those of one server with the whole key, with either engine', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    expect(await federation.client().evaluate(inputs)).toEqual(outputs);
    expect(await federation.client({ group: nobleGroup }).evaluate(inputs)).toEqual(outputs);
  });

  test('the client asks the vaults in rotation, two at a time', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    const client = federation.client();
    for (let i = 0; i < 3; i++) expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(federation.vaults.map((vault) => vault.bodies.length)).toEqual([2, 2, 2]);
  });

  test('each vault of one evaluation gets the same elements, which are never reused', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    const client = federation.client();
    // Long enough that random elements do not contain it by chance.
    const asked = [...inputs, utf8('jeanne.dupont@example.org')];
    await client.evaluate(asked);
    await client.evaluate(asked);
    const bodies = federation.vaults.flatMap((vault) => vault.bodies);
    expect(bodies).toHaveLength(4);
    expect(new Set(bodies).size).toBe(2);
    expect(bodies.join()).not.toContain(toBase64url(utf8('jeanne.dupont@example.org')));
  });

  test('an empty request asks no vault, and a request beyond a vault’s limit is refused', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    const client = federation.client();
    expect(await client.evaluate([])).toEqual([]);
    const many = Array.from({ length: 21 }, () => utf8('x'));
    await expect(client.evaluate(many)).rejects.toMatchObject({ code: 'request_invalid' });
    expect(await client.evaluate(many.slice(1))).toHaveLength(20);
    expect(federation.vaults.flatMap((vault) => vault.bodies)).toHaveLength(2);
  });

  test('requests contain nothing that identifies the caller', async () => {
    const seen: string[] = [];
    const watching: Twist = (exchange) => {
      seen.push(...Object.keys(exchange.request.headers));
      honest(exchange);
    };
    await using federation = await startTwistedFederation(watching, watching, watching);
    await federation.client().evaluate(inputs);
    for (const header of ['cookie', 'authorization', 'referer', 'origin']) expect(seen).not.toContain(header);
    expect(seen).toContain('accept');
  });

  test('an error of the client itself is not reported as a vault’s failure', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    const broken = () => Promise.reject(new TypeError('the signer is broken'));
    await expect(federation.client({ signer: broken }).evaluate(inputs)).rejects.toThrow('the signer is broken');
  });
});

describe('an inconsistent key set', () => {
  test.each(vectors.refused)('a key set is refused before any request: $name', async ({ keySet }) => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    expect(() => federation.client({ keySet: keySet as KeySet })).toThrow(
      expect.objectContaining({ name: 'VaultClientError', code: 'key_set_refused' }) as Error,
    );
  });
});

describe('refusals', () => {
  const refusing =
    (code: string, retryAfter?: number): Twist =>
    ({ response }) => {
      sendProblem(response, 429, code, retryAfter === undefined ? {} : { retryAfter });
    };

  test('another vault replaces one that refuses', async () => {
    await using federation = await startTwistedFederation(refusing('quota_network', 5), honest, honest);
    expect(await federation.client().evaluate(inputs)).toEqual(outputs);
  });

  test.each([
    {
      name: 'the time until the first of two answers again',
      twists: [refusing('quota_network', 50), honest, refusing('quota_ceiling', 7)],
      wait: 7,
    },
    {
      name: 'the time until both required vaults answer again',
      twists: [refusing('quota_network', 5), refusing('quota_network', 60), refusing('quota_network', 60)],
      wait: 60,
    },
  ])('refusals give $name', async ({ twists, wait }) => {
    await using federation = await startTwistedFederation(...twists);
    const answer = federation.client().evaluate(inputs);
    await expect(answer).rejects.toMatchObject({ code: 'refused', retryAfterSeconds: wait });
  });

  test('permanent refusals give no time', async () => {
    await using federation = await startTwistedFederation(
      refusing('key_set_withdrawn'),
      honest,
      refusing('key_set_withdrawn'),
    );
    const refused = await federation
      .client()
      .evaluate(inputs)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'refused', failures: [{ code: 'key_set_withdrawn' }, {}] });
    expect(refused).toHaveProperty('retryAfterSeconds', undefined);
  });
});

describe('proof of work', () => {
  const bits = 8;
  const sha256 = (message: Uint8Array) => createHash('sha256').update(message).digest();
  const solver: WorkSolver = {
    maxBits: 12,
    solve: (request, challenge, wanted) => Promise.resolve(solveWork(request, challenge, wanted, sha256)),
  };
  const challenge = random(32);

  function demanding(wanted: number): Twist {
    return (exchange) => {
      const { work, ...request } = JSON.parse(exchange.body) as EvaluateRequest;
      const nonce = work?.challenge === toBase64url(challenge) ? fromBase64url(work.nonce, 8) : null;
      const paid = nonce !== null && leadingZeroBits(sha256(workPreimage(request, challenge, nonce))) >= wanted;
      if (paid) honest(exchange);
      else {
        const demand = { challenge: toBase64url(challenge), bits: wanted };
        sendProblem(exchange.response, 429, 'work_required', { retryAfter: 0, work: demand });
      }
    };
  }

  test('the work is solved, and the same request repeated with it', async () => {
    await using federation = await startTwistedFederation(demanding(bits), honest, honest);
    expect(await federation.client({ work: solver }).evaluate(inputs)).toEqual(outputs);
    const bodies = federation.vaults[0]?.bodies.map((body) => JSON.parse(body) as EvaluateRequest) ?? [];
    expect(bodies).toHaveLength(2);
    expect(bodies[1]?.elements).toEqual(bodies[0]?.elements);
    expect(federation.vaults[2]?.bodies).toHaveLength(0);
  });

  test.each([
    ['there is no solver', demanding(bits), undefined],
    ['it exceeds the maximum', demanding(13), solver],
    ['the vault never accepts it', demanding(bits), { ...solver, solve: () => Promise.resolve('A'.repeat(11)) }],
  ])('proof of work is a refusal if %s', async (_, twist, work) => {
    await using federation = await startTwistedFederation(twist, honest, twist);
    const client = federation.client(work === undefined ? {} : { work });
    await expect(client.evaluate(inputs)).rejects.toMatchObject({
      code: 'refused',
      failures: [{ code: 'work_required' }, { code: 'work_required' }],
    });
    expect(federation.vaults[0]?.bodies.length).toBeLessThanOrEqual(2);
  });
});

describe('an importer or a member', () => {
  test('each request is signed for its vault, newly each time', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    const key = await makeSigningKey();
    const signingKeys = [1, 2, 3].map((index) => ({ index, signingKey: toBase64url(random(32)) }));
    const vaults = signingKeys.map((vault) => ({ ...vault, url: 'https://vault.example' }));
    const now = (): number => 1_800_000_000_999;
    const signer = createRequestSigner({ threshold: 2, vaults }, key, { now, random });
    const client = federation.client({ signer });
    expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(await client.evaluate(inputs)).toEqual(outputs);
    const ids = new Set<string>();
    for (const [i, vault] of federation.vaults.entries()) {
      for (const body of vault.bodies) {
        const { payload } = await verifyCompact(body, jwsTypes.evaluate, key.publicKey);
        const request = JSON.parse(fromUtf8(payload)) as SignedEvaluate;
        expect(request).toMatchObject({ aud: signingKeys[i]?.signingKey, iat: 1_800_000_000 });
        ids.add(request.jti);
      }
    }
    expect(ids.size).toBe(4);
  });

  test('an importer may send at most 256 elements at once', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    const signer = () => Promise.resolve('not reached');
    const many = Array.from({ length: 257 }, () => utf8('x'));
    await expect(federation.client({ signer }).evaluate(many)).rejects.toMatchObject({ code: 'request_invalid' });
  });

  test('a signer rejects a vault outside the federation', async () => {
    const signer = createRequestSigner({ threshold: 1, vaults: [] }, await makeSigningKey(), { now: Date.now, random });
    await expect(signer(1, 'check/a.1', [])).rejects.toThrow('no vault 1');
  });
});
