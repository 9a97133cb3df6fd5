import { mediaTypes, problemSchema, type Problem } from '@etanche/core-vault-protocol';
import { concat, fromUtf8, isSecureUrl, findMismatch, type Bytes } from '@etanche/core-wire';
import { VaultFailed } from './vault-failed.ts';

/** Waits; rejects as soon as the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export type Transport = {
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
  /** Timeout of one whole request, body included. */
  readonly timeoutMs: number;
};

export type VaultRequest = {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body?: { readonly mediaType: string; readonly text: string };
  /** Media type of a good answer. */
  readonly accept: string;
  /** A longer answer is refused without reading it. */
  readonly maxBytes: number;
};

/**
 * One request to one vault: no cookie, no referrer, no cache, no redirect, bounded size and time.
 *
 * @returns the text of a good answer
 * @throws VaultFailed
 */
export async function askVault(transport: Transport, request: VaultRequest, signal: AbortSignal): Promise<string> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([exchange(transport, request, controller.signal), expire(transport, controller.signal)]);
  } finally {
    signal.removeEventListener('abort', abort);
    abort();
  }
}

/** Rejects after the timeout; never settles if the request ends before. */
async function expire({ sleep, timeoutMs }: Transport, signal: AbortSignal): Promise<never> {
  try {
    await sleep(timeoutMs, signal);
  } catch (error) {
    if (signal.aborted) return new Promise<never>(() => undefined);
    throw error;
  }
  throw new VaultFailed('timeout');
}

async function exchange(transport: Transport, request: VaultRequest, signal: AbortSignal): Promise<string> {
  const { fetch } = transport;
  // Unvalidated key sets or federations and redirects must not lead to unencrypted addresses either.
  if (!isSecureUrl(request.url)) throw new VaultFailed('unreachable');
  let response: Response;
  let body: Bytes;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: {
        accept: `${request.accept}, ${mediaTypes.problem}`,
        ...(request.body === undefined ? {} : { 'content-type': request.body.mediaType }),
      },
      ...(request.body === undefined ? {} : { body: request.body.text }),
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal,
    });
    body = await readBounded(response, request.maxBytes);
  } catch (cause) {
    if (cause instanceof VaultFailed) throw cause;
    throw new VaultFailed(signal.aborted ? 'timeout' : 'unreachable', { cause });
  }
  const text = decodeText(body);
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (response.ok && mediaType === request.accept) return text;
  if (!response.ok && mediaType === mediaTypes.problem) throw readProblem(text);
  if (response.status >= 500) throw new VaultFailed('unreachable', { httpStatus: response.status });
  throw new VaultFailed('answer_invalid');
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
      throw new VaultFailed('answer_invalid');
    }
    chunks.push(value);
  }
}

function readProblem(text: string): VaultFailed {
  const problem = parseJson(text);
  if (findMismatch(problemSchema, problem) !== null) return new VaultFailed('answer_invalid');
  const { code } = problem as Problem;
  return new VaultFailed(code, { problem: problem as Problem });
}

function decodeText(body: Bytes): string {
  try {
    return fromUtf8(body);
  } catch (cause) {
    throw new VaultFailed('answer_invalid', { cause });
  }
}

/** @throws VaultFailed `answer_invalid` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VaultFailed('answer_invalid', { cause });
  }
}

/** A vault's URL may have a path and may end with a slash. */
export function vaultUrl(base: string, path: string): string {
  return base.replace(/\/+$/, '') + path;
}

/** `Sleep` with the platform's timer. */
export function timerSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Error('the wait was aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
