import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Evaluation, EvaluationRequest, Oprf, VOPRFClient, VOPRFServer } from '@cloudflare/voprf-ts';
import { CryptoNoble } from '@cloudflare/voprf-ts/crypto-noble';
import { makeKeySet } from '@etanche/core-oprf';
import {
  evaluatePath,
  evaluateResponseSchema,
  type EvaluateRequest,
  type EvaluateResponse,
} from '@etanche/core-vault-protocol';
import { parseShape, toBase64url, utf8 } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import { startTestFederation } from '../../server/test/support/federation.ts';
import { createVaultClient, sendKeySetOrder, timerSleep } from '../src/index.ts';
import { group } from './support/federation.ts';
import { random } from './support/random.ts';
import { makeSigningKey } from './support/signing-key.ts';

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000, now: () => Date.now(), random };
const inputs = ['', 'a', 'é'.repeat(500)].map(utf8);

describe('another implementation of RFC 9497 over HTTP', () => {
  test('its client and ours get the same outputs from a running vault', async () => {
    const owner = await makeSigningKey();
    await using running = await startTestFederation({
      vaults: 1,
      threshold: 1,
      operators: [toBase64url(owner.publicKey)],
    });
    const { federation } = running;
    const keySet = await sendKeySetOrder({
      ...transport,
      federation,
      group,
      owner,
      id: 'check/interoperability.1',
      command: {
        order: 'open',
        importer: { key: toBase64url(owner.publicKey), units: 1, until: Math.floor(Date.now() / 1000) + 60 },
        ceiling: { perMinute: 100, perDay: 100 },
      },
    });

    const theirs = new VOPRFClient(suite, Buffer.from(keySet.publicKey, 'base64url'), CryptoNoble);
    const [finalizeData, request] = await theirs.blind(inputs);
    const elements = request.blinded.map((element) => toBase64url(element.serialize(true)));
    const response = await fetch(`${federation.vaults[0]?.url ?? ''}${evaluatePath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ keySet: keySet.id, elements } satisfies EvaluateRequest),
    });
    const answer = parseShape(evaluateResponseSchema, await response.json(), 'answer');
    const outputs = await theirs.finalize(finalizeData, toEvaluation(answer));

    const ours = createVaultClient({ ...transport, keySet, group, hedgeMs: null });
    expect(await ours.evaluate(inputs)).toEqual(outputs);
  });

  test('our client gets from its server the outputs that the server computes alone', async () => {
    const secret = group.reduce(random(64));
    const theirs = new VOPRFServer(suite, secret, CryptoNoble);
    const id = 'check/interoperability.1';
    await using server = await serve(async (request) => {
      const evaluation = await theirs.blindEvaluate(toRequest(request.elements));
      const elements = evaluation.evaluated.map((element) => toBase64url(element.serialize(true)));
      return { keySet: id, index: 1, elements, proof: toBase64url(evaluation.proof?.serialize() ?? new Uint8Array(0)) };
    });
    const publicKey = toBase64url(group.multiplyBase(secret));
    const keySet = makeKeySet(group, id, 1, [{ index: 1, publicKey, url: server.url }]);
    const outputs = await createVaultClient({ ...transport, keySet, group, hedgeMs: null }).evaluate(inputs);
    for (const [i, input] of inputs.entries()) expect(outputs[i]).toEqual(await theirs.evaluate(input));
  });
});

/** The library's own containers: a count in two bytes, the elements, the mode and the proof. */
function toRequest(elements: readonly string[]): EvaluationRequest {
  return EvaluationRequest.deserialize(suite, Uint8Array.from([0, elements.length, ...decode(elements)]), CryptoNoble);
}

function toEvaluation({ elements, proof }: EvaluateResponse): Evaluation {
  const bytes = [0, elements.length, ...decode(elements), Oprf.Mode.VOPRF, ...Buffer.from(proof, 'base64url')];
  return Evaluation.deserialize(suite, Uint8Array.from(bytes), CryptoNoble);
}

function decode(elements: readonly string[]): number[] {
  return elements.flatMap((element) => [...Buffer.from(element, 'base64url')]);
}

async function serve(evaluate: (request: EvaluateRequest) => Promise<EvaluateResponse>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void evaluate(JSON.parse(Buffer.concat(chunks).toString()) as EvaluateRequest).then((answer) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answer));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
