import { parentPort, workerData } from 'node:worker_threads';
import { verifyEvaluation, type Element } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';
import { loadSodiumGroup } from './load-sodium-group.ts';
import { loadNativeGroup } from './native/load-native-group.ts';
import { systemToolchain } from './native/toolchain.ts';
import type { VerifyAnswer, VerifyJob } from './verify-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs only as a worker thread');

const directory = workerData as string | null;
// An engine that cannot be loaded ends this thread with an error for its owner.
const group =
  directory === null ? await loadSodiumGroup() : loadNativeGroup(directory, systemToolchain.libraries).group;

port.on('message', ({ id, publicKey, blinded, evaluated, proof }: VerifyJob) => {
  const isValid = verifyEvaluation(group, publicKey, split(blinded), split(evaluated), proof);
  const answer: VerifyAnswer = { id, isValid };
  port.postMessage(answer);
});

function split(joined: Bytes): Element[] {
  return Array.from({ length: joined.length / 32 }, (_, i) => joined.slice(i * 32, i * 32 + 32));
}
