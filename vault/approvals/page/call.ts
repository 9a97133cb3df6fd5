import { problemSchema } from '@etanche/core-vault-protocol';
import { FetchError, fetchBounded, parseShape, timerSleep, type FetchRequest } from '@etanche/core-wire';

const timeoutMs = 15_000;
/** Largest answer of a vault that is read: a thousand members with their keys, or a hundred orders. */
const maxBytes = 8 * 1024 * 1024;

/** Why a call failed: the code of a problem, or a missing or malformed answer. */
export class CallFailed extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = 'CallFailed';
    this.code = code;
  }
}

/** @throws CallFailed */
export async function getText(url: string): Promise<string> {
  return send({ url, maxBytes });
}

/**
 * @param parse throws for a malformed answer
 * @throws CallFailed
 */
export async function getJson<T>(url: string, parse: (value: unknown) => T): Promise<T> {
  return read(await send({ url, maxBytes }), parse);
}

/** @throws CallFailed */
export async function postJson<T>(url: string, body: unknown, parse: (value: unknown) => T): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return read(await send({ url, method: 'POST', headers, body: JSON.stringify(body), maxBytes }), parse);
}

async function send(request: FetchRequest): Promise<string> {
  const transport = { fetch: globalThis.fetch.bind(globalThis), sleep: timerSleep, timeoutMs };
  const answer = await fetchBounded(transport, request).catch((error: unknown) => {
    const isTooLarge = error instanceof FetchError && error.code === 'answer_too_large';
    throw new CallFailed(isTooLarge ? 'answer_malformed' : 'unreachable');
  });
  const text = new TextDecoder().decode(answer.body ?? new Uint8Array(0));
  if (answer.response.ok) return text;
  // A proxy in front of a vault may return a body of its own.
  const { code } = read(text, (value) => parseShape(problemSchema, value, 'problem'));
  throw new CallFailed(code);
}

function read<T>(text: string, parse: (value: unknown) => T): T {
  try {
    return parse(JSON.parse(text));
  } catch {
    throw new CallFailed('answer_malformed');
  }
}
