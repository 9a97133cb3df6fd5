import { parentPort } from 'node:worker_threads';
import { loadEngine } from './engine.ts';
import type { Job, WorkerStart } from './evaluation-messages.ts';
import { ShareEvaluator } from './share-evaluator.ts';

/**
 * The only thread with the seeds and the shares. It answers all jobs of a message in one message: waking a thread costs
 * a tenth of a multiplication.
 */
const port = parentPort;
if (port === null) throw new Error('this module runs only as a worker thread');

let evaluator: ShareEvaluator | null = null;

port.on('message', (message: WorkerStart | readonly Job[]) => {
  if ('held' in message) {
    void start(message);
    return;
  }
  // Copied, not transferred: transferring a buffer costs more than copying a few hundred bytes.
  port.postMessage(message.map((job) => evaluator?.answer(job) ?? { id: job.id, bytes: null }));
});

/** An engine that cannot be loaded is an unhandled rejection, which ends this thread with an error for the pool. */
async function start(message: WorkerStart): Promise<void> {
  evaluator = new ShareEvaluator(await loadEngine(message.engine), message);
  port?.postMessage('ready');
}
