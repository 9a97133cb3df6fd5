/** Largest answer of a vault that is read: a thousand members with their keys, or a hundred orders. */
const mostBytes = 8 * 1024 * 1024;

export type Fetch = typeof fetch;

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
  if (!response.ok) throw new Error(`a vault answers ${response.status}`);
  return Buffer.concat(chunks).toString('utf8');
}
