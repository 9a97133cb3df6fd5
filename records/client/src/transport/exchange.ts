import { mediaTypes } from '@etanche/core-vault-protocol';
import { concat, fromUtf8, isSecureUrl, findMismatch, type Bytes } from '@etanche/core-wire';
import { recordsProblemSchema, type RecordsProblem } from '@etanche/core-records-protocol';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';

/** Largest JSON answer that is read, in bytes. */
const answerBytes = 48 * 1024 * 1024;

export type HttpRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | Blob | null;
  /** The body of a good answer is handed on unread. */
  readonly streamed: boolean;
};
/** `text` of a JSON answer, `body` of a streamed one. */
export type Exchange = {
  readonly headers: Headers;
  readonly text: string | null;
  readonly body: ReadableStream<Uint8Array> | null;
};

/**
 * One request: no cookie, no referrer, no cache, no redirect, a bounded answer in bounded time.
 *
 * @throws RecordsClientError with the problem's code, `unreachable`, `answer_invalid` or `server_untrusted`
 */
export async function exchange(
  { environment: { fetch, sleep }, timeoutMs }: RecordsClientOptions,
  request: HttpRequest,
  attempt: AbortController,
  signal?: AbortSignal,
): Promise<Exchange> {
  if (!isSecureUrl(request.url)) {
    throw new RecordsClientError('server_untrusted', 'the server is not reached by https, nor on this machine');
  }
  const abort = (): void => {
    attempt.abort();
  };
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort);
  const timer = new AbortController();
  const late = sleep(timeoutMs, timer.signal).then(
    () => {
      throw new RecordsClientError('unreachable', 'the server did not answer in time');
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([ask(fetch, request, attempt.signal), late]);
  } catch (error) {
    abort();
    signal?.throwIfAborted();
    throw error;
  } finally {
    timer.abort();
    signal?.removeEventListener('abort', abort);
  }
}

async function ask(fetch: typeof globalThis.fetch, request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
  let response: Response;
  let bytes: Bytes | null;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: { accept: `${mediaTypes.json}, ${mediaTypes.problem}, application/octet-stream`, ...request.headers },
      ...(request.body === null ? {} : { body: request.body }),
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal,
    });
    bytes = response.ok && request.streamed ? null : await readBounded(response);
  } catch (cause) {
    if (cause instanceof RecordsClientError) throw cause;
    throw new RecordsClientError('unreachable', 'the server cannot be reached', { cause });
  }
  if (response.ok) {
    return {
      headers: response.headers,
      text: bytes === null ? null : decode(bytes),
      body: bytes === null ? response.body : null,
    };
  }
  throw readProblem(response, bytes ?? new Uint8Array());
}

async function readBounded(response: Response): Promise<Bytes> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return concat(...chunks);
    total += value.length;
    if (total > answerBytes) {
      await reader?.cancel();
      throw new RecordsClientError('answer_invalid', `the answer exceeds ${answerBytes} bytes`);
    }
    chunks.push(value);
  }
}

/** Of other programs on the way: the request took too long, or there were too many. */
const passingStatus = [408, 425, 429];

/** Without a problem document a status from 500 is a proxy's, or a server's that could say no more: it is away. */
function readProblem(response: Response, bytes: Bytes): RecordsClientError {
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  const problem = mediaType === mediaTypes.problem ? parse(decode(bytes)) : null;
  if (problem !== null && findMismatch(recordsProblemSchema, problem) === null) {
    const found = problem as RecordsProblem;
    return new RecordsClientError(found.code, `the server refuses: ${found.code}`, { problem: found });
  }
  if (response.status >= 500 || passingStatus.includes(response.status)) {
    return new RecordsClientError('unreachable', `the server cannot be reached (status ${response.status})`);
  }
  return new RecordsClientError('answer_invalid', `the server answers status ${response.status} without a problem`);
}

function decode(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new RecordsClientError('answer_invalid', 'the answer is not UTF-8', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
