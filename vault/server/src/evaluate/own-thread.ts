import { EventEmitter } from 'node:events';
import { loadEngine, type EngineChoice } from './engine.ts';
import type { EvaluationThread, Job, WorkerStart } from './evaluation-messages.ts';
import { ShareEvaluator } from './share-evaluator.ts';

/**
 * Evaluates on the calling thread, with the messages of a worker thread. For several vaults in one process, whose
 * operator has every seed anyway: a thread takes a quarter of a second of processor time to start.
 */
export async function evaluateOnOwnThread(engine: EngineChoice): Promise<EvaluationThread> {
  const group = await loadEngine(engine);
  const thread = new EventEmitter();
  let evaluator: ShareEvaluator | null = null;
  const receive = (message: WorkerStart | readonly Job[]) => {
    if ('held' in message) evaluator = new ShareEvaluator(group, message);
    const holder = evaluator;
    if (holder === null) return;
    thread.emit('message', 'held' in message ? 'ready' : message.map((job) => holder.answer(job)));
  };
  return Object.assign(thread, {
    postMessage: (message: WorkerStart | readonly Job[]) => {
      setImmediate(receive, message);
    },
    terminate: () => {
      evaluator?.wipe();
      evaluator = null;
      thread.emit('exit');
      return Promise.resolve();
    },
  });
}
