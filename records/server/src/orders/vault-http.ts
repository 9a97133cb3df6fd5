import { problemSchema, type ProblemCode } from '@etanche/core-vault-protocol';
import { fetchBounded, parseShape, timerSleep, type FetchRequest } from '@etanche/core-wire';

/** Largest answer of a vault that is read: a thousand members with their keys, or a hundred orders. */
const maxBytes = 8 * 1024 * 1024;

export type Fetch = typeof fetch;

/** A vault's refusal, with the code of its problem if there is one. */
export class VaultRefused extends Error {
  readonly code: ProblemCode | null;

  constructor(status: number, code: ProblemCode | null) {
    super(`a vault answers ${status}`);
    this.code = code;
  }
}

/** Text of a successful answer. @throws FetchError, VaultRefused */
export async function getText(fetch: Fetch, url: string, timeoutMs: number): Promise<string> {
  return readText(fetch, { url, maxBytes }, timeoutMs);
}

export async function postText(
  fetch: Fetch,
  url: string,
  body: string,
  mediaType: string,
  timeoutMs: number,
): Promise<string> {
  const headers = { 'content-type': mediaType };
  return readText(fetch, { url, method: 'POST', headers, body, maxBytes }, timeoutMs);
}

async function readText(fetch: Fetch, request: FetchRequest, timeoutMs: number): Promise<string> {
  const { response, body } = await fetchBounded({ fetch, sleep: timerSleep, timeoutMs }, request);
  const text = Buffer.from(body ?? []).toString('utf8');
  if (!response.ok) throw new VaultRefused(response.status, codeOf(text));
  return text;
}

function codeOf(text: string): ProblemCode | null {
  try {
    return parseShape(problemSchema, JSON.parse(text), 'problem').code;
  } catch {
    return null;
  }
}
