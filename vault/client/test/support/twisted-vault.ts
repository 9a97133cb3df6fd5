import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { blindEvaluate, decodeElement, type ShareKey } from '@etanche/core-oprf';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { type EvaluateRequest, type EvaluateResponse } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { random } from './random.ts';

const group = await loadSodiumGroup();

export type Exchange = {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly response: ServerResponse;
  /** The answer of an honest vault with this or the given key. */
  readonly honest: (key?: ShareKey) => EvaluateResponse;
};

/** A misbehaviour of a vault in reply to a request. */
export type Twist = (exchange: Exchange) => void;

export type TwistedVault = AsyncDisposable & { readonly url: string; readonly bodies: readonly string[] };

/** The real server step behind a real HTTP server, modified by `twist`. */
export async function startTwistedVault(key: ShareKey, twist: Twist): Promise<TwistedVault> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      twist({ request, body, response, honest: (other = key) => evaluateWith(other, body) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    [Symbol.asyncDispose]: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export function sendJson(response: ServerResponse, value: unknown, mediaType = 'application/json'): void {
  response.setHeader('content-type', mediaType);
  response.end(JSON.stringify(value));
}

export function sendProblem(response: ServerResponse, status: number, code: string, members: object = {}): void {
  response.statusCode = status;
  sendJson(response, { type: 'about:blank', title: code, status, code, ...members }, 'application/problem+json');
}

export const honest: Twist = ({ response, honest: answer }) => {
  sendJson(response, answer());
};

function evaluateWith(key: ShareKey, body: string): EvaluateResponse {
  const { elements } = JSON.parse(payloadOf(body)) as Pick<EvaluateRequest, 'elements'>;
  const blinded = elements.map((element) => decodeElement(group, element));
  const { elements: evaluated, proof } = blindEvaluate(group, key, blinded, random);
  return {
    keySet: key.keySet,
    index: key.index,
    elements: evaluated.map(toBase64url),
    proof: toBase64url(proof),
  };
}

/** The JSON itself, or the payload of a compact JWS; these vaults accept every signature. */
function payloadOf(body: string): string {
  if (body.startsWith('{')) return body;
  return Buffer.from(body.split('.')[1] ?? '', 'base64url').toString();
}
