import { problemSchema, type ProblemCode } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';

/** Largest answer of a vault that is read: a thousand members with their keys, or a hundred orders. */
const mostBytes = 8 * 1024 * 1024;

export type Fetch = typeof fetch;

/** A vault's refusal, with the code of its problem where it gave one. */
export class VaultRefused extends Error {
  readonly code: ProblemCode | null;

  constructor(status: number, code: ProblemCode | null) {
    super(`a vault answers ${status}`);
    this.code = code;
  }
}

/** Text of a good answer. Redirects are refused: the federation says where a vault is. @throws whatever is wrong */
export async function getText(fetch: Fetch, url: string, timeoutMs: number): Promise<string> {
  return readText(await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }));
}

export async function postText(
  fetch: Fetch,
  url: string,
  body: string,
  mediaType: string,
  timeoutMs: number,
): Promise<string> {
  const headers = { 'content-type': mediaType };
  const signal = AbortSignal.timeout(timeoutMs);
  return readText(await fetch(url, { method: 'POST', redirect: 'error', headers, body, signal }));
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error('a vault answers too much');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
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
