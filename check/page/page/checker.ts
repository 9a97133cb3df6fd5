import type { Manifest } from '@etanche/core-check-protocol';
import { couldNotCheck, PageFailure } from './engine/page-failure.ts';
import type { Confirmed, CouldNotCheck, FromWorker, Outcome, Question, Step, ToWorker } from './messages.ts';
import { startWorker } from './start-worker.ts';

/** The page's interface to the worker. `stop` ends it and discards its data. */
export type Checker = {
  readonly opened: Promise<Manifest | CouldNotCheck>;
  readonly ask: (question: Question, onStep: (step: Step) => void) => Promise<Outcome>;
  readonly stop: () => void;
};

/**
 * Starts the workers of one visit: a later one is given what the vaults said of the newest version to an earlier one.
 */
export function createCheckers(base: string): () => Checker {
  let confirmed: Confirmed | null = null;
  const keep = (said: Confirmed): void => {
    confirmed = said;
  };
  return () => createChecker(base, confirmed, keep);
}

/** Starts a worker that reads and verifies the index's manifest at once, and then answers one question. */
function createChecker(base: string, confirmed: Confirmed | null, onConfirmed: (said: Confirmed) => void): Checker {
  let worker: Worker | null = null;
  let stopped = false;
  let listen: (message: FromWorker) => void = () => undefined;
  const send = (message: ToWorker): void => worker?.postMessage(message);
  const stop = (): void => {
    stopped = true;
    worker?.terminate();
    worker = null;
  };
  const opened = startWorker(base).then(
    async (started) => {
      if (stopped) started.terminate();
      else worker = started;
      return new Promise<Manifest | CouldNotCheck>((resolve) => {
        listen = (message) => {
          if (message.type === 'opened') resolve(message.manifest);
          if (message.type === 'outcome' && message.outcome.answer === 'could_not_check') resolve(message.outcome);
        };
        started.addEventListener('message', (event: MessageEvent<FromWorker>) => {
          if (event.data.type === 'confirmed') onConfirmed(event.data.confirmed);
          else listen(event.data);
        });
        started.addEventListener('error', () => {
          listen({ type: 'outcome', outcome: couldNotCheck('browser', null) });
        });
        send({ type: 'open', base, confirmed });
      });
    },
    (failure: unknown) =>
      failure instanceof PageFailure ? couldNotCheck(failure.code, null) : couldNotCheck('browser', null),
  );
  const ask = async (question: Question, onStep: (step: Step) => void): Promise<Outcome> =>
    new Promise((resolve) => {
      listen = (message) => {
        if (message.type === 'step') onStep(message.step);
        if (message.type === 'outcome') resolve(message.outcome);
      };
      send({ type: 'ask', question });
    });
  return { opened, ask, stop };
}
