import type { Calls, Events, Input, Output, Questions } from './calls.ts';
import type { Channel, Failure, FromPage, FromWorker, Outcome } from './messages.ts';

/** A call failed. The code is one of records/client or of the vaults' client, or `unexpected`. */
export class CallError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'CallError';
    this.failure = failure;
  }
}

/** A page's end of the port. */
export type SessionPort = {
  /** @throws CallError; the signal's reason when aborted */
  call<Name extends keyof Calls>(
    name: Name,
    input: Input<Calls, Name>,
    signal?: AbortSignal,
  ): Promise<Output<Calls, Name>>;
  /** @returns a function that removes the listener */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void;
};

export type Answers = {
  readonly [Name in keyof Questions]: (input: Input<Questions, Name>) => Promise<Output<Questions, Name>>;
};

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (reason: unknown) => void };

/** @param answers how this page answers the worker's questions */
export function createPageSide(channel: Channel, answers: Answers): SessionPort {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(value: never) => void>>();
  let last = 0;
  const send = (message: FromPage): void => {
    channel.postMessage(message);
  };
  const answer = async (id: number, name: string, input: unknown): Promise<void> => {
    const ask = answers[name as keyof Questions] as ((input: unknown) => Promise<unknown>) | undefined;
    let outcome: Outcome;
    try {
      if (ask === undefined) throw new RangeError('unknown question');
      outcome = { ok: true, value: await ask(input) };
    } catch {
      outcome = { ok: false, error: { code: 'passkey_failed', reason: null, resetsAt: null, limit: null, issues: [] } };
    }
    send({ type: 'answer', id, answer: outcome });
  };
  channel.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'question') void answer(data.id, data.name, data.input);
    if (data.type === 'event')
      for (const listener of listeners.get(data.name) ?? []) (listener as (value: unknown) => void)(data.value);
    if (data.type !== 'result') return;
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.result.ok) call?.resolve(data.result.value);
    else call?.reject(new CallError(data.result.error));
  });
  channel.start?.();
  return {
    call: (name, input, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const id = ++last;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        signal?.addEventListener(
          'abort',
          () => {
            if (!waiting.delete(id)) return;
            send({ type: 'abort', id });
            reject(signal.reason as Error);
          },
          { once: true },
        );
        send({ type: 'call', id, name, input });
      }),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
  };
}
