import type { Call, JsonRouteName } from '../transport/call.ts';
import type { DataContext } from './data-context.ts';

/**
 * `signal` ends a call with its reason. Nothing is counted before the request to the vaults is sent; a request that was
 * sent is counted, finishes in the background, and its output is stored as usual, so that the next call for it costs no
 * unit. A write that may have been sent ends with `uncertain` instead of the reason.
 */
export type CallOptions = { readonly signal?: AbortSignal | undefined };

/**
 * The context for one call: after the signal it sends no request to the server or the vaults and stops waiting for
 * answers.
 */
export function abortable(context: DataContext, signal: AbortSignal | undefined): DataContext {
  if (signal === undefined) return context;
  const { session, practice, keys, evaluate } = context;
  const ask = session.call as (route: JsonRouteName, input?: object) => Promise<unknown>;
  // `writeScope` handles the abort of a write, whose outcome is uncertain.
  const call = ((route: JsonRouteName, input?: object) =>
    route === 'write' ? ask(route, input) : untilAborted(signal, () => ask(route, { ...input, signal }))) as Call;
  const state: typeof practice.state = (fresh) => untilAborted(signal, () => practice.state(fresh));
  return {
    ...context,
    signal,
    // Inherits instead of copying, because `locked` is a getter.
    session: Object.create(session, { call: { value: call } }) as typeof session,
    practice: { ...practice, state },
    evaluate: (...question) => untilAborted(signal, () => evaluate(...question)),
    keys: {
      ...keys,
      unlock: (...scope) => untilAborted(signal, () => keys.unlock(...scope)),
      outputOf: (...element) => untilAborted(signal, () => keys.outputOf(...element)),
      compartment: (...place) => untilAborted(signal, () => keys.compartment(...place)),
      eraser: (...scope) => untilAborted(signal, () => keys.eraser(...scope)),
    },
  };
}

/**
 * Starts a step unless the signal is already aborted, and stops waiting for it when the signal aborts.
 *
 * @throws the reason of the signal
 */
export async function untilAborted<T>(signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([step(), promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
