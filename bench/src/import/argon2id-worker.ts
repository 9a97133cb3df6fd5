import { parentPort, workerData } from 'node:worker_threads';
import { argon2id } from '@etanche/check-import';
import type { Stretch } from '@etanche/core-check-protocol';
import { random } from '../random.ts';

const { seconds, stretch } = workerData as { readonly seconds: number; readonly stretch: Stretch };
const password = random(32);
const salt = random(16);
const from = performance.now();
let done = 0;
while (performance.now() < from + seconds * 1000) {
  await argon2id(password, salt, stretch);
  done += 1;
}
parentPort?.postMessage(done / ((performance.now() - from) / 1000));
