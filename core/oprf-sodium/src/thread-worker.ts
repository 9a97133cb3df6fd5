import { parentPort, workerData } from 'node:worker_threads';
import { blindInputsOn, OprfError, verifyEvaluation, type BlindedInputs } from '@etanche/core-oprf';
import { concat, type Bytes } from '@etanche/core-wire';
import { loadSodiumGroup } from './load-sodium-group.ts';
import { loadNativeGroup } from './native/load-native-group.ts';
import { systemToolchain } from './native/toolchain.ts';
import { split, type ThreadAnswer, type ThreadJob } from './thread-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs only as a worker thread');

const directory = workerData as string | null;
// An engine that cannot be loaded ends this thread with an error for its owner.
const group =
  directory === null ? await loadSodiumGroup() : loadNativeGroup(directory, systemToolchain.libraries).group;
const blindInputs = blindInputsOn(group, (length) => crypto.getRandomValues(new Uint8Array(length)));
/** Blinds that wait for the vaults' answers. They never leave this thread. */
const waiting = new Map<number, BlindedInputs>();

port.on('message', (job: ThreadJob) => {
  void answer(job);
});

async function answer(job: ThreadJob): Promise<void> {
  if (job.job === 'forget') {
    waiting.get(job.of)?.forget();
    waiting.delete(job.of);
    return;
  }
  const reply: ThreadAnswer = await work(job).then(
    (result) => ({ id: job.id, result }),
    (error: unknown) => {
      // Any other error ends this thread.
      if (!(error instanceof OprfError)) throw error;
      return { id: job.id, refused: error.code, message: error.message };
    },
  );
  port?.postMessage(reply);
}

async function work(job: Exclude<ThreadJob, { readonly job: 'forget' }>): Promise<boolean | Bytes> {
  if (job.job === 'verify') {
    const { publicKey, blinded, evaluated, proof } = job;
    return verifyEvaluation(group, publicKey, split(blinded, 32), split(evaluated, 32), proof);
  }
  if (job.job === 'blind') {
    const blinded = await blindInputs(job.inputs);
    waiting.set(job.id, blinded);
    return concat(...blinded.elements);
  }
  const blinded = waiting.get(job.of);
  if (blinded === undefined) throw new OprfError('input_invalid', 'there are no such blinds');
  const answers = job.answers.map(({ index, elements }) => ({ index, elements: split(elements, 32) }));
  return concat(...(await blinded.finalize(answers)));
}
