import { parentPort, workerData } from 'node:worker_threads';
import sodium from 'libsodium-wrappers-sumo';
import { decodeElement } from '@etanche/core-oprf';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { random } from '../random.ts';
import type { Rates } from './measure-operations.ts';

// One thread: the number of each operation per second of its CPU time.
const { seconds } = workerData as { readonly seconds: number };
const group = await loadSodiumGroup();
const scalar = group.reduce(random(64));
const element = group.multiplyBase(scalar);
const other = group.multiplyBase(group.reduce(random(64)));
const text = toBase64url(element);
const tag = utf8('bench');

const rates: Rates = {
  multiply: rate(await rawMultiplication(), seconds),
  add: rate(() => group.add(element, other), seconds / 4),
  base: rate(() => group.multiplyBase(scalar), seconds / 4),
  hashToGroup: rate(() => group.hashToGroup(element, tag), seconds / 4),
  hashToScalar: rate(() => group.hashToScalar(element, tag), seconds / 4),
  door: rate(() => decodeElement(group, text), seconds / 4),
};
parentPort?.postMessage(rates);

/** libsodium's own function on fixed memory: the bound includes none of this project's code. */
async function rawMultiplication(): Promise<() => void> {
  await sodium.ready;
  const module = Reflect.get(sodium, 'libsodium') as {
    readonly HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _crypto_scalarmult_ristretto255(out: number, scalar: number, element: number): number;
  };
  const memory = module._malloc(96);
  module.HEAPU8.set(scalar, memory);
  module.HEAPU8.set(element, memory + 32);
  return () => {
    if (module._crypto_scalarmult_ristretto255(memory + 64, memory, memory + 32) !== 0) throw new Error('refused');
  };
}

function rate(operation: () => unknown, duration: number): number {
  for (let i = 0; i < 50; i++) operation();
  const before = process.threadCpuUsage();
  const until = performance.now() + duration * 1000;
  let done = 0;
  while (performance.now() < until) {
    for (let i = 0; i < 20; i++) operation();
    done += 20;
  }
  const { user, system } = process.threadCpuUsage(before);
  return done / ((user + system) / 1e6);
}
