import { Agent, request } from 'node:http';
import { nobleGroup } from '@etanche/core-oprf';
import { evaluatePath, mediaTypes, type EvaluateResponse, type Federation } from '@etanche/core-vault-protocol';
import { ed25519KeyPair, toBase64url, type Bytes } from '@etanche/core-wire';
import { createRequestSigner, type RequestSigner } from '@etanche/vault-client';
import { random } from '../random.ts';
import { serveParent } from './serve-parent.ts';

export type LoadQuestion = {
  readonly federation: Federation;
  readonly keySet: string;
  /** Elements in each request. */
  readonly batch: number;
  /** Concurrent requests, each on a persistent connection. */
  readonly connections: number;
  readonly seconds: number;
  /** Seed of an importer's key, or null for anonymous requests. */
  readonly importerSeed: Bytes | null;
};

export type LoadAnswer = { readonly answered: number; readonly refused: number; readonly seconds: number };

type Target = { readonly url: URL; readonly agent: Agent; readonly signer: RequestSigner | null };

// The callers of a vault, in a process of their own. They read each answer and verify no proof, because only the vault
// is measured.
const elements = Array.from({ length: 512 }, () => toBase64url(nobleGroup.multiplyBase(nobleGroup.reduce(random(64)))));

serveParent(async (question: LoadQuestion) => {
  const { federation, importerSeed, seconds, connections } = question;
  const clock = { now: Date.now, random };
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const url = new URL(evaluatePath, federation.vaults[0]?.url);
  const signer =
    importerSeed === null ? null : createRequestSigner(federation, await ed25519KeyPair(importerSeed), clock);
  const counts = { answered: 0, refused: 0 };
  const from = performance.now();
  const until = from + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        if (await askOnce({ url, agent, signer }, question)) counts.answered += 1;
        else counts.refused += 1;
      }
    }),
  );
  agent.destroy();
  return { ...counts, seconds: (performance.now() - from) / 1000 };
});

async function askOnce({ url, agent, signer }: Target, { keySet, batch }: LoadQuestion): Promise<boolean> {
  const start = random(2).reduce((sum, byte) => sum * 256 + byte, 0);
  const asked = Array.from({ length: batch }, (_, i) => elements[(start + i) % elements.length] ?? '');
  const mediaType = signer === null ? mediaTypes.json : mediaTypes.jws;
  const body = signer === null ? JSON.stringify({ keySet, elements: asked }) : await signer(1, keySet, asked);
  const { status, text } = await post(url, agent, mediaType, body);
  if (status !== 200) return false;
  const answer = JSON.parse(text) as EvaluateResponse;
  if (answer.elements.length !== batch) throw new Error('the vault returned another number of elements');
  return true;
}

async function post(url: URL, agent: Agent, mediaType: string, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { 'content-type': mediaType, 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, { method: 'POST', agent, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(pieces).toString() });
      });
    });
    outgoing.end(body);
  });
}
