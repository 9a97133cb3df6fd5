import { mediaTypes } from '@etanche/core-vault-protocol';
import {
  FetchError,
  fetchBounded,
  findMismatch,
  fromUtf8,
  isSecureUrl,
  type Bytes,
  type FetchAnswer,
  type FetchErrorCode,
  type FetchTransport,
} from '@etanche/core-wire';
import { recordsProblemSchema, type RecordsProblem } from '@etanche/core-records-protocol';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';

/** Largest JSON answer that is read, in bytes. */
const answerBytes = 48 * 1024 * 1024;

type HttpRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | Blob | null;
  /** The body of a successful answer is returned unread. */
  readonly streamed: boolean;
};
const messages: Readonly<Record<FetchErrorCode, string>> = {
  unreachable: 'the server cannot be reached',
  timeout: 'the server did not answer in time',
  answer_too_large: `the answer exceeds ${answerBytes} bytes`,
};

/** `text` of a JSON answer, `body` of a streamed one. */
export type HttpResponse = {
  readonly headers: Headers;
  readonly text: string | null;
  readonly body: ReadableStream<Uint8Array> | null;
};

/**
 * One request: no cookie, no referrer, no cache, no redirect, a bounded answer in bounded time.
 *
 * @throws RecordsClientError with the problem's code, `unreachable`, `answer_invalid` or `server_untrusted`
 */
export async function sendRequest(
  { environment: { fetch, sleep }, timeoutMs }: RecordsClientOptions,
  request: HttpRequest,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  if (!isSecureUrl(request.url)) {
    throw new RecordsClientError('server_untrusted', 'the server’s URL is neither https nor on this machine');
  }
  signal?.throwIfAborted();
  const { response, body } = await ask({ fetch, sleep, timeoutMs }, request, signal);
  if (!response.ok) throw readProblem(response, body ?? new Uint8Array());
  return {
    headers: response.headers,
    text: body === null ? null : decode(body),
    body: body === null ? response.body : null,
  };
}

async function ask(transport: FetchTransport, request: HttpRequest, signal?: AbortSignal): Promise<FetchAnswer> {
  const { url, method, streamed: isStreamed } = request;
  const headers = { accept: `${mediaTypes.json}, ${mediaTypes.problem}, application/octet-stream`, ...request.headers };
  const body = request.body ?? undefined;
  try {
    return await fetchBounded(transport, { url, method, headers, body, maxBytes: answerBytes, isStreamed }, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (!(cause instanceof FetchError)) throw cause;
    throw new RecordsClientError(
      cause.code === 'answer_too_large' ? 'answer_invalid' : 'unreachable',
      messages[cause.code],
      { cause },
    );
  }
}

/** Statuses of proxies that a later attempt may not meet: 408 and 425 (timing), 429 (too many requests). */
const passingStatus = [408, 425, 429];

/**
 * The error of a refused request. A status from 500 without a problem document comes from a proxy or a failing server
 * and counts as `unreachable`.
 */
function readProblem(response: Response, bytes: Bytes): RecordsClientError {
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  const problem = mediaType === mediaTypes.problem ? parse(decode(bytes)) : null;
  if (problem !== null && findMismatch(recordsProblemSchema, problem) === null) {
    const found = problem as RecordsProblem;
    return new RecordsClientError(found.code, `the server refused: ${found.code}`, { problem: found });
  }
  if (response.status >= 500 || passingStatus.includes(response.status)) {
    return new RecordsClientError('unreachable', `the server cannot be reached (status ${response.status})`);
  }
  return new RecordsClientError(
    'answer_invalid',
    `the server answered status ${response.status} without a problem document`,
  );
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
