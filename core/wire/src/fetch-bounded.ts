import { concat, type Bytes } from './bytes.ts';
import { EtancheError } from './etanche-error.ts';
import type { Sleep } from './sleep.ts';

/**
 * - `unreachable`: no answer, a redirect, or a connection that broke; try again.
 * - `timeout`: the whole answer did not arrive in time; try again.
 * - `answer_too_large`: the body exceeds the limit of the caller; do not retry.
 */
export type FetchErrorCode = 'unreachable' | 'timeout' | 'answer_too_large';

export class FetchError extends EtancheError<FetchErrorCode> {}

export type FetchTransport = {
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
  /** Timeout of one whole request, body included. */
  readonly timeoutMs: number;
};

export type FetchRequest = {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Bytes | Blob | string | undefined;
  /** For GET: `no-cache` revalidates what is stored; `no-store`, the default, stores nothing. */
  readonly cache?: 'no-cache' | 'no-store';
  /** Limit of the body of every answer. A longer one is not read to its end. */
  readonly maxBytes: number;
  /** Whether the body of a good answer is handed on unread, in `response`; by default it is read. */
  readonly isStreamed?: boolean;
};

/** `body` is null if the body of `response` is handed on unread. */
export type FetchAnswer = { readonly response: Response; readonly body: Bytes | null };

/** One reason for all: an abort without a reason makes an exception with its stack, for each request. */
const ended = new Error('the request has ended');

/**
 * One request without cookies, referrer, store or redirect, with a bounded answer in bounded time. The status of the
 * answer is the caller's to judge.
 *
 * @param signal ends the request; the error is `unreachable` then
 * @throws FetchError
 */
export async function fetchBounded(
  transport: FetchTransport,
  request: FetchRequest,
  signal?: AbortSignal,
): Promise<FetchAnswer> {
  const running = new AbortController();
  const timer = new AbortController();
  const abort = (): void => {
    running.abort(ended);
  };
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await Promise.race([exchange(transport, request, running.signal), expire(transport, timer.signal)]);
  } catch (error) {
    abort();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    timer.abort(ended);
  }
}

async function exchange({ fetch }: FetchTransport, request: FetchRequest, signal: AbortSignal): Promise<FetchAnswer> {
  const { url, method = 'GET', headers = {}, body, maxBytes, isStreamed = false } = request;
  // With `no-store` Chromium sends a preflight before each request, although an earlier one allows it. Browsers store no
  // answer to another method than GET, and the servers forbid it in their answers.
  const cache: RequestCache = method === 'GET' ? (request.cache ?? 'no-store') : 'default';
  const privacy = { redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer' } as const;
  try {
    const init = { method, headers, ...(body === undefined ? {} : { body }), cache, signal, ...privacy };
    const response = await fetch(url, init);
    if (isStreamed && response.ok) return { response, body: null };
    return { response, body: await readBounded(response, maxBytes) };
  } catch (cause) {
    if (cause instanceof FetchError) throw cause;
    throw new FetchError('unreachable', 'no answer', { cause });
  }
}

/** Rejects after the timeout; never settles if the request ends before. */
async function expire({ sleep, timeoutMs }: FetchTransport, signal: AbortSignal): Promise<never> {
  try {
    await sleep(timeoutMs, signal);
  } catch (error) {
    if (signal.aborted) return new Promise<never>(() => undefined);
    throw error;
  }
  throw new FetchError('timeout', `no whole answer in ${timeoutMs} ms`);
}

async function readBounded(response: Response, maxBytes: number): Promise<Bytes> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return concat(...chunks);
    total += value.length;
    if (total > maxBytes) {
      await reader?.cancel();
      throw new FetchError('answer_too_large', `an answer of more than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
}
