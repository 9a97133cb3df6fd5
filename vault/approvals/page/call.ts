import { problemSchema } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';

const timeoutMs = 15_000;

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
  const response = await send(url, {});
  return response.text();
}

/**
 * @param parse throws for a malformed answer
 * @throws CallFailed
 */
export async function getJson<T>(url: string, parse: (value: unknown) => T): Promise<T> {
  return read(await send(url, {}), parse);
}

/** @throws CallFailed */
export async function postJson<T>(url: string, body: unknown, parse: (value: unknown) => T): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return read(await send(url, init), parse);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  const settings: RequestInit = { ...init, signal, credentials: 'omit', cache: 'no-store', redirect: 'error' };
  const response = await fetch(url, settings).catch(() => null);
  if (response === null) throw new CallFailed('unreachable');
  if (response.ok) return response;
  const problem: unknown = await response.json().catch(() => null);
  let code = 'answer_malformed';
  try {
    ({ code } = parseShape(problemSchema, problem, 'problem'));
  } catch {
    // A proxy in front of a vault may return a body of its own.
  }
  throw new CallFailed(code);
}

async function read<T>(response: Response, parse: (value: unknown) => T): Promise<T> {
  try {
    return parse(await response.json());
  } catch {
    throw new CallFailed('answer_malformed');
  }
}
