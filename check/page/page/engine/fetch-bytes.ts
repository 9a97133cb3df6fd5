import type { Bytes } from '@etanche/core-wire';
import { PageFailure } from './page-failure.ts';

/** Time limit for one file, on a slow mobile network. */
const patienceMs = 30_000;

/**
 * Fetches a file of the site.
 *
 * @param cache `no-cache` revalidates at each visit; `no-store` does not store the file on the device
 * @throws PageFailure `network`, `busy` or `altered`
 */
export async function fetchBytes(url: string, cache: 'no-cache' | 'no-store'): Promise<Bytes> {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, patienceMs);
  try {
    const response = await fetch(url, {
      cache,
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: stop.signal,
    });
    refuseStatus(response);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (cause instanceof PageFailure) throw cause;
    throw new PageFailure('network', 'the site does not answer', null, { cause });
  } finally {
    clearTimeout(timer);
  }
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
