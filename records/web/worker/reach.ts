import { longPollPath } from '@etanche/records-client';

/** Statuses of a proxy whose server does not answer. */
const awayStatus: readonly number[] = [502, 503, 504];

/** Notes since when the records server does not answer, from the requests that are made anyway. */
export type Reach = {
  /** In ms since 1970; null while it answers. */
  awaySince(): number | null;
  /**
   * Since when the records server or a vault owes an answer and none has come, in ms since 1970; null if none is owed.
   * The long poll, whose answer may take long, does not count.
   */
  silentSince(): number | null;
  /** Notes a request that ended without an answer in time. */
  lost(): void;
  readonly fetch: typeof globalThis.fetch;
};

/** @param onChange called when it stops or starts to answer */
export function createReach(
  serverUrl: string,
  fetch: typeof globalThis.fetch,
  now: () => number,
  onChange: (awaySince: number | null) => void,
): Reach {
  let since: number | null = null;
  let answeredAt = 0;
  /** When each request began that has no answer yet. */
  const owed = new Map<object, number>();
  const set = (isAway: boolean): void => {
    if (isAway === (since !== null)) return;
    since = isAway ? now() : null;
    onChange(since);
  };
  return {
    awaySince: () => since,
    silentSince: () => (owed.size === 0 ? null : Math.max(answeredAt, Math.min(...owed.values()))),
    lost() {
      set(true);
    },
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      const isServer = url.startsWith(serverUrl);
      const request = {};
      if (!url.endsWith(longPollPath)) owed.set(request, now());
      try {
        const response = await fetch(input, init);
        answeredAt = now();
        if (!isServer) return response;
        const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
        set(awayStatus.includes(response.status) && !isProblem);
        return response;
      } catch (error) {
        // A request that this application ended says nothing about the server.
        if (isServer && init?.signal?.aborted !== true) set(true);
        throw error;
      } finally {
        owed.delete(request);
      }
    },
  };
}
