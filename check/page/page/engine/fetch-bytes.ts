import { FetchError, fetchBounded, timerSleep, type Bytes } from '@etanche/core-wire';
import { PageFailure } from './page-failure.ts';

/** Time limit for one file, on a slow mobile network. */
const patienceMs = 30_000;
/** Limit of one file: more than any bucket of an index has. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Fetches a file of the site.
 *
 * @param cache `no-cache` revalidates at each visit; `no-store` does not store the file on the device
 * @throws PageFailure `network`, `busy` or `altered`
 */
export async function fetchBytes(url: string, cache: 'no-cache' | 'no-store'): Promise<Bytes> {
  const transport = { fetch: globalThis.fetch.bind(globalThis), sleep: timerSleep, timeoutMs: patienceMs };
  const { response, body } = await fetchBounded(transport, { url, cache, maxBytes }).catch((cause: unknown) => {
    const isTooLarge = cause instanceof FetchError && cause.code === 'answer_too_large';
    if (isTooLarge) throw new PageFailure('altered', 'a file of the site is too large', null, { cause });
    throw new PageFailure('network', 'the site does not answer', null, { cause });
  });
  refuseStatus(response);
  return body ?? new Uint8Array(0);
}

function refuseStatus(response: Response): void {
  if (response.status === 200) return;
  const wait = Number(response.headers.get('Retry-After'));
  const retryAfter = Number.isInteger(wait) && wait > 0 ? wait : null;
  if (response.status === 429 || response.status === 503) {
    throw new PageFailure('busy', `the site answered ${response.status}`, retryAfter ?? 30);
  }
  const reason = response.status >= 500 ? 'network' : 'altered';
  throw new PageFailure(reason, `the site answered ${response.status}`, null);
}
