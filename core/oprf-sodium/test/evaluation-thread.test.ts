import { expect, test } from 'vitest';
import { blind, blindEvaluate, combineAndFinalize, nobleGroup, type Element } from '@etanche/core-oprf';
import { utf8, type Bytes } from '@etanche/core-wire';
import { loadSodiumGroup, EvaluationThread } from '../src/index.ts';
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
const ask = (thread: EvaluationThread, { publicKey, blinded, evaluated: answers, proof }: Proven): Promise<boolean> =>
  thread.verify(publicKey, blinded, answers, proof);

test.each([
  ['WebAssembly', null],
  ['the native engine', directory],
])('a thread on %s accepts valid proofs and rejects altered ones, several at once', async (_name, of) => {
  // Without a compiler, WebAssembly takes the place of the native engine.
  await using thread = new EvaluationThread(engine === null ? null : of);
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

/** A vault with the whole key, and the outputs that RFC 9497 defines for inputs under it. */
function wholeKey(inputs: readonly Bytes[]) {
  const secret = group.reduce(random(64));
  const evaluate = (elements: readonly Element[]) => elements.map((element) => group.multiply(element, secret));
  const { blinds, elements } = blind(nobleGroup, inputs, random);
  const outputs = combineAndFinalize(nobleGroup, inputs, blinds, [{ index: 1, elements: evaluate(elements) }]);
  return { outputs, answersTo: (blinded: readonly Element[]) => [{ index: 1, elements: evaluate(blinded) }] };
}

test.each([
  ['WebAssembly', null],
  ['the native engine', directory],
])('a thread on %s blinds and unblinds several lists at once, each with its own blinds', async (_name, of) => {
  await using thread = new EvaluationThread(engine === null ? null : of);
  const lists = [1, 20, 3].map((count) => Array.from({ length: count }, (_, i) => utf8(`${count}/${i}`)));
  await Promise.all(
    lists.map(async (inputs) => {
      const { outputs, answersTo } = wholeKey(inputs);
      const [once, again] = [await thread.blind(inputs), await thread.blind(inputs)];
      expect(once.elements).toHaveLength(inputs.length);
      expect(once.elements).not.toEqual(again.elements);
      expect(await again.finalize(answersTo(again.elements))).toEqual(outputs);
      expect(await once.finalize(answersTo(once.elements))).toEqual(outputs);
    }),
  );
});

test('blinds are used once, and not after they were forgotten or with answers of another number', async () => {
  await using thread = new EvaluationThread(null);
  const inputs = [utf8('a'), utf8('b')];
  const { outputs, answersTo } = wholeKey(inputs);
  const invalid = expect.objectContaining({ code: 'input_invalid' }) as Error;
  const [used, forgotten, short] = [await thread.blind(inputs), await thread.blind(inputs), await thread.blind(inputs)];
  expect(await used.finalize(answersTo(used.elements))).toEqual(outputs);
  await expect(used.finalize(answersTo(used.elements))).rejects.toThrow(invalid);
  forgotten.forget();
  forgotten.forget();
  await expect(forgotten.finalize(answersTo(forgotten.elements))).rejects.toThrow(invalid);
  await expect(short.finalize(answersTo(short.elements.slice(1)))).rejects.toThrow(invalid);
  // A refused job does not end the thread.
  await expect(thread.blind([new Uint8Array(65_536)])).rejects.toThrow(invalid);
  expect(await thread.blind([])).toMatchObject({ elements: [] });
});

test('a thread that ends between blinding and unblinding gives no output', async () => {
  const thread = new EvaluationThread(null);
  const inputs = [utf8('a')];
  const { answersTo } = wholeKey(inputs);
  const blinded = await thread.blind(inputs);
  await thread[Symbol.asyncDispose]();
  await expect(blinded.finalize(answersTo(blinded.elements))).rejects.toSatisfy(isUnavailable);
  expect(() => {
    blinded.forget();
  }).not.toThrow();
  await expect(thread.blind(inputs)).rejects.toSatisfy(isUnavailable);
});

test('a thread that has ended, or has no engine, gives no answer', async () => {
  const ended = new EvaluationThread(null);
  const waiting = ask(ended, evaluated(1)).catch((error: unknown) => error);
  await ended[Symbol.asyncDispose]();
  expect(await waiting).toSatisfy((answer) => answer === true || isUnavailable(answer));
  await expect(ask(ended, evaluated(1))).rejects.toSatisfy(isUnavailable);
  await using without = new EvaluationThread('/nowhere');
  await expect(ask(without, evaluated(1))).rejects.toSatisfy(isUnavailable);
  await expect(ask(without, evaluated(1))).rejects.toSatisfy(isUnavailable);
  await expect(without.blind([utf8('a')])).rejects.toSatisfy(isUnavailable);
});

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'engine_unavailable';
}
