import { verifyEd25519 } from '@etanche/core-wire';
import { expect, test } from 'vitest';
import { decisionMessage, eraserKey, erasureMessage } from '../src/index.ts';
import { hex, readVectors, toHex } from './fixtures.ts';

type Proof = Parameters<typeof erasureMessage>[0] & { name: string; eraser: string; proof: string };
type Decision = Omit<Proof, 'confirms'>;
const vectors = readVectors('erasure') as {
  keys: { name: string; evaluated: string; scope: string; eraser: string }[];
  proofs: Proof[];
  refused: Proof[];
  decisions: Decision[];
  refusedDecisions: Decision[];
};
const isProved = ({ eraser, proof, ...of }: Proof) => verifyEd25519(hex(eraser), erasureMessage(of), hex(proof));

test.each(vectors.keys)('the erasure key derives from the evaluation: $name', async ({ evaluated, scope, eraser }) => {
  expect(toHex((await eraserKey(scope, hex(evaluated))).publicKey)).toBe(eraser);
});

test.each(vectors.proofs)('the proof of an erasure is the signature by the file’s key: $name', async (vector) => {
  expect(await isProved(vector)).toBe(true);
  const [file] = vectors.keys;
  const { privateKey } = await eraserKey(vector.scope, hex(file?.evaluated ?? ''));
  const signature = await crypto.subtle.sign('Ed25519', privateKey, erasureMessage(vector));
  expect(toHex(new Uint8Array(signature))).toBe(vector.proof);
});

test.each(vectors.refused)('the proof of an erasure is rejected: $name', async (vector) => {
  expect(await isProved(vector)).toBe(false);
});

const isDecision = ({ eraser, proof, ...of }: Decision) => verifyEd25519(hex(eraser), decisionMessage(of), hex(proof));

test.each(vectors.decisions)(
  'a proof that $name about what is unassigned is the signature by that key',
  async (vector) => {
    expect(await isDecision(vector)).toBe(true);
    const { privateKey } = await eraserKey(vector.scope, hex(vectors.keys[0]?.evaluated ?? ''));
    const signature = await crypto.subtle.sign('Ed25519', privateKey, decisionMessage(vector));
    expect(toHex(new Uint8Array(signature))).toBe(vector.proof);
  },
);

test.each(vectors.refusedDecisions)('a proof $name decides nothing', async (vector) => {
  expect(await isDecision(vector)).toBe(false);
});
