import type { Calls, Events, Input, Output, Questions } from './calls.ts';
import type { Channel, Failure, FromPage, FromWorker, Outcome } from './messages.ts';

/** The page that made a call. */
export type Caller = {
  readonly signal: AbortSignal;
  ask<Name extends keyof Questions>(name: Name, input: Input<Questions, Name>): Promise<Output<Questions, Name>>;
};

export type Handlers = {
  readonly [Name in keyof Calls]: (input: Input<Calls, Name>, caller: Caller) => Promise<Output<Calls, Name>>;
};

/** The worker's ends of all ports. */
export type WorkerSide = {
  /** Serves one more page. */
  connect(channel: Channel): void;
  /** Sends an event to every page. */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void;
  /**
   * Asks every page.
   *
   * @param patienceMs longest wait for all answers, in ms
   * @returns one answer for each page; null for a page that failed or did not answer
   */
  askAll<Name extends keyof Questions>(
    name: Name,
    input: Input<Questions, Name>,
    patienceMs: number,
  ): Promise<readonly (Output<Questions, Name> | null)[]>;
};

/** @param failureOf returns the part of an error that crosses the port */
export function createWorkerSide(handlers: Handlers, failureOf: (error: unknown) => Failure): WorkerSide {
  const channels = new Map<Channel, Caller['ask']>();
  const connect = (channel: Channel): void => {
    const running = new Map<number, AbortController>();
    const asked = new Map<number, (answer: Outcome) => void>();
    let lastQuestion = 0;
    const send = (message: FromWorker): void => {
      channel.postMessage(message);
    };
    const ask = (name: string, input: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = ++lastQuestion;
        asked.set(id, (answer) => {
          if (answer.ok) resolve(answer.value);
          else reject(new Error(answer.error.code));
        });
        send({ type: 'question', id, name, input });
      });
    channels.set(channel, ask as Caller['ask']);
    const run = async (id: number, name: string, input: unknown): Promise<void> => {
      const controller = new AbortController();
      running.set(id, controller);
      const caller = { signal: controller.signal, ask } as Caller;
      let result: Outcome;
      try {
        const handler = (Object.hasOwn(handlers, name) ? handlers[name as keyof Handlers] : undefined) as
          | ((input: unknown, caller: Caller) => Promise<unknown>)
          | undefined;
        if (handler === undefined) throw new RangeError('unknown call');
        result = { ok: true, value: await handler(input, caller) };
      } catch (error) {
        result = { ok: false, error: failureOf(error) };
      }
      running.delete(id);
      if (!controller.signal.aborted) send({ type: 'result', id, result });
    };
    channel.addEventListener('message', ({ data }: MessageEvent<FromPage>) => {
      if (data.type === 'call') void run(data.id, data.name, data.input);
      if (data.type === 'abort') running.get(data.id)?.abort();
      if (data.type === 'answer') {
        asked.get(data.id)?.(data.answer);
        asked.delete(data.id);
      }
      if (data.type === 'bye') channels.delete(channel);
    });
    channel.start?.();
  };
  return {
    connect,
    emit(name, value) {
      for (const channel of channels.keys()) channel.postMessage({ type: 'event', name, value } satisfies FromWorker);
    },
    async askAll(name, input, patienceMs) {
      const late = Promise.withResolvers<null>();
      const timer = setTimeout(() => {
        late.resolve(null);
      }, patienceMs);
      const answers = Array.from(channels.values(), (ask) =>
        Promise.race([ask(name, input).catch(() => null), late.promise]),
      );
      return Promise.all(answers).finally(() => {
        clearTimeout(timer);
      });
    },
  };
}
