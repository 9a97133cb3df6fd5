import { expect, test } from 'vitest';
import { blind, blindEvaluate, nobleGroup, type Element } from '@etanche/core-oprf';
import { utf8, type Bytes } from '@etanche/core-wire';
import { loadSodiumGroup, VerifyingThread } from '../src/index.ts';
import { builtEngine } from './support/built-engine.ts';

const group = await loadSodiumGroup();
const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const { directory, engine } = await builtEngine();

type Proven = { publicKey: Element; blinded: Element[]; evaluated: Element[]; proof: Bytes };

function evaluated(count: number): Proven {
  const secret = group.reduce(random(64));
  const publicKey = group.multiplyBase(secret);
  const inputs = Array.from({ length: count }, (_, i) => utf8(`input ${i}`));
  const { elements: blinded } = blind(nobleGroup, inputs, random);
  const answer = blindEvaluate(group, { keySet: 'search/test', index: 1, secret, publicKey }, blinded, random);
  return { publicKey, blinded, evaluated: [...answer.elements], proof: answer.proof };
}
const ask = (thread: VerifyingThread, { publicKey, blinded, evaluated: answers, proof }: Proven): Promise<boolean> =>
  thread.verify(publicKey, blinded, answers, proof);

test.each([
  ['WebAssembly', null],
  ['the native engine', directory],
])('a thread on %s accepts valid proofs and rejects altered ones, several at once', async (_name, of) => {
  // Without a compiler, WebAssembly takes the place of the native engine.
  await using thread = new VerifyingThread(engine === null ? null : of);
  const valid = evaluated(20);
  const [first, second, ...rest] = valid.evaluated;
  if (first === undefined || second === undefined) throw new Error('two elements are needed');
  const proof = Uint8Array.from(valid.proof);
  proof[40] = (proof[40] ?? 0) ^ 1;
  const asked: [Proven, boolean][] = [
    [valid, true],
    [evaluated(1), true],
    [{ ...valid, evaluated: [second, first, ...rest] }, false],
    [{ ...valid, blinded: valid.blinded.slice(1) }, false],
    [{ ...valid, publicKey: group.multiplyBase(group.reduce(random(64))) }, false],
    [{ ...valid, proof }, false],
    [{ ...valid, proof: proof.slice(1) }, false],
    [{ ...valid, evaluated: [new Uint8Array(32), second, ...rest] }, false],
    [{ ...valid, blinded: [], evaluated: [] }, false],
  ];
  const answers = await Promise.all(asked.map(([question]) => ask(thread, question)));
  expect(answers).toEqual(asked.map(([, isValid]) => isValid));
});

test('a thread that has ended, or has no engine, gives no answer', async () => {
  const ended = new VerifyingThread(null);
  const waiting = ask(ended, evaluated(1)).catch((error: unknown) => error);
  await ended[Symbol.asyncDispose]();
  expect(await waiting).toSatisfy((answer) => answer === true || isUnavailable(answer));
  await expect(ask(ended, evaluated(1))).rejects.toSatisfy(isUnavailable);
  await using without = new VerifyingThread('/nowhere');
  await expect(ask(without, evaluated(1))).rejects.toSatisfy(isUnavailable);
  await expect(ask(without, evaluated(1))).rejects.toSatisfy(isUnavailable);
});

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'engine_unavailable';
}
