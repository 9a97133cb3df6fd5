import { mediaTypes, problemSchema, type Problem } from '@etanche/core-vault-protocol';
import {
  FetchError,
  fetchBounded,
  findMismatch,
  fromUtf8,
  isSecureUrl,
  type Bytes,
  type FetchTransport,
} from '@etanche/core-wire';
import { VaultFailed } from './vault-failed.ts';

export type Transport = FetchTransport;

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
  // Unvalidated key sets or federations and redirects must not lead to unencrypted addresses either.
  if (!isSecureUrl(request.url)) throw new VaultFailed('unreachable');
  const { response, body } = await send(transport, request, signal);
  const text = decodeText(body);
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (response.ok && mediaType === request.accept) return text;
  if (!response.ok && mediaType === mediaTypes.problem) throw readProblem(text);
  if (response.status >= 500) throw new VaultFailed('unreachable', { httpStatus: response.status });
  throw new VaultFailed('answer_invalid');
}

async function send(
  transport: Transport,
  { url, method, body, accept, maxBytes }: VaultRequest,
  signal: AbortSignal,
): Promise<{ readonly response: Response; readonly body: Bytes }> {
  const headers = {
    accept: `${accept}, ${mediaTypes.problem}`,
    ...(body === undefined ? {} : { 'content-type': body.mediaType }),
  };
  try {
    const answer = await fetchBounded(transport, { url, method, headers, body: body?.text, maxBytes }, signal);
    return { response: answer.response, body: answer.body ?? new Uint8Array(0) };
  } catch (cause) {
    if (!(cause instanceof FetchError)) throw cause;
    if (cause.code === 'answer_too_large') throw new VaultFailed('answer_invalid', { cause });
    throw new VaultFailed(signal.aborted ? 'timeout' : cause.code, { cause });
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
