import type { ShareKey } from '@etanche/core-oprf';
import type { EvaluateResponse } from '@etanche/core-vault-protocol';
import type { VaultFailureCode } from '../../src/index.ts';
import vectors from '../../../../vectors/key-sets.json' with { type: 'json' };
import { hex, keySetId, wholeKey } from './federation.ts';
import { sendJson, sendProblem, type Twist } from './twisted-vault.ts';

/** A share of another key set, presented as one of this. */
const foreignShare = vectors.keySets.find(({ keySet }) => keySet === 'check-code/laboratories.1')?.shares[0];
if (foreignShare === undefined) throw new Error('the vectors have no second key set');
const otherKey: ShareKey = {
  keySet: keySetId,
  index: foreignShare.index,
  secret: hex(foreignShare.secret),
  publicKey: Uint8Array.from(Buffer.from(foreignShare.publicKey, 'base64url')),
};
const identity = 'A'.repeat(43);
const nonCanonical = Buffer.from(`ed${'ff'.repeat(30)}7f`, 'hex').toString('base64url');

/** Answers with JSON derived from the honest answer. */
function altering(change: (answer: EvaluateResponse) => unknown): Twist {
  return ({ response, honest }) => {
    sendJson(response, change(honest()));
  };
}

/** Every misbehaviour of a vault, and the client's failure code for it. */
export const twists: readonly { name: string; code: VaultFailureCode; twist: Twist }[] = [
  {
    name: 'is down behind a proxy that answers 502',
    code: 'unreachable',
    twist: ({ response }) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    },
  },
  {
    name: 'evaluates with another share',
    code: 'proof_invalid',
    twist: ({ response, honest }) => {
      sendJson(response, { ...honest(otherKey), index: honest().index });
    },
  },
  {
    name: 'evaluates with the whole key, and proves it for its share',
    code: 'proof_invalid',
    twist: ({ response, honest }) => {
      sendJson(response, { ...honest({ ...otherKey, secret: wholeKey }), index: honest().index });
    },
  },
  {
    name: 'swaps two elements',
    code: 'proof_invalid',
    twist: altering((answer) => ({ ...answer, elements: [...answer.elements].reverse() })),
  },
  {
    name: 'repeats an element',
    code: 'proof_invalid',
    twist: altering((answer) => ({ ...answer, elements: answer.elements.map(() => answer.elements[0]) })),
  },
  {
    name: 'returns the requested elements',
    code: 'proof_invalid',
    twist: ({ response, body, honest }) => {
      const { elements } = JSON.parse(body) as { elements: string[] };
      sendJson(response, { ...honest(), elements });
    },
  },
  {
    name: 'returns the identity',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, elements: answer.elements.map(() => identity) })),
  },
  {
    name: 'returns a non-canonical encoding',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, elements: answer.elements.map(() => nonCanonical) })),
  },
  {
    name: 'returns 31 bytes for an element',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, elements: answer.elements.map((element) => element.slice(0, 42)) })),
  },
  {
    name: 'returns one element fewer',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, elements: answer.elements.slice(1) })),
  },
  {
    name: 'returns one element more',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, elements: [...answer.elements, ...answer.elements.slice(1)] })),
  },
  { name: 'returns no element', code: 'answer_invalid', twist: altering((answer) => ({ ...answer, elements: [] })) },
  {
    name: 'echoes another index',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, index: (answer.index % 3) + 1 })),
  },
  {
    name: 'echoes another key set',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, keySet: 'check/laboratories.2' })),
  },
  {
    name: 'sends a proof of zeros',
    code: 'proof_invalid',
    twist: altering((answer) => ({ ...answer, proof: 'A'.repeat(86) })),
  },
  {
    name: 'sends a proof of ones',
    code: 'proof_invalid',
    twist: altering((answer) => ({ ...answer, proof: Buffer.alloc(64, 0xff).toString('base64url') })),
  },
  {
    name: 'sends a truncated proof',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, proof: answer.proof.slice(0, 85) })),
  },
  {
    name: 'sends no proof',
    code: 'answer_invalid',
    twist: altering(({ keySet, index, elements }) => ({ keySet, index, elements })),
  },
  {
    name: 'sends an additional member',
    code: 'answer_invalid',
    twist: altering((answer) => ({ ...answer, advice: 'trust me' })),
  },
  { name: 'returns null', code: 'answer_invalid', twist: altering(() => null) },
  {
    name: 'returns HTML',
    code: 'answer_invalid',
    twist: ({ response }) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Sign in to the Wi-Fi</title>');
    },
  },
  {
    name: 'returns truncated JSON',
    code: 'answer_invalid',
    twist: ({ response, honest }) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(honest()).slice(0, 100));
    },
  },
  {
    name: 'returns a good body as text',
    code: 'answer_invalid',
    twist: ({ response, honest }) => {
      sendJson(response, honest(), 'text/plain');
    },
  },
  {
    name: 'returns an endless body',
    code: 'answer_invalid',
    twist: ({ response }) => {
      response.setHeader('content-type', 'application/json');
      const chunk = ' '.repeat(32 * 1024);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    },
  },
  {
    name: 'returns bytes that are not UTF-8',
    code: 'answer_invalid',
    twist: ({ response }) => {
      response.setHeader('content-type', 'application/json');
      response.end(Buffer.from([0x7b, 0xff, 0x7d]));
    },
  },
  {
    name: 'redirects to an honest answer',
    code: 'unreachable',
    twist: ({ request, response, honest }) => {
      if (request.url === '/elsewhere') {
        sendJson(response, honest());
        return;
      }
      response.statusCode = 307;
      response.setHeader('location', '/elsewhere');
      response.end();
    },
  },
  {
    name: 'hangs up',
    code: 'unreachable',
    twist: ({ request }) => {
      request.socket.destroy();
    },
  },
  {
    name: 'hangs up in the middle of the body',
    code: 'unreachable',
    twist: ({ response, honest }) => {
      const body = JSON.stringify(honest());
      response.setHeader('content-type', 'application/json');
      response.setHeader('content-length', body.length);
      response.write(body.slice(0, 50), () => response.destroy());
    },
  },
  {
    name: 'refuses with a malformed problem',
    code: 'answer_invalid',
    twist: ({ response }) => {
      sendProblem(response, 429, 'quota_of_my_own');
    },
  },
  {
    name: 'fails with a good status and a problem',
    code: 'answer_invalid',
    twist: ({ response }) => {
      sendProblem(response, 200, 'overloaded');
    },
  },
  {
    name: 'is overloaded',
    code: 'overloaded',
    twist: ({ response }) => {
      sendProblem(response, 503, 'overloaded', { retryAfter: 2 });
    },
  },
  {
    name: 'has lost its store',
    code: 'store_unavailable',
    twist: ({ response }) => {
      sendProblem(response, 503, 'store_unavailable');
    },
  },
];
