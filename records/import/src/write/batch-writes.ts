import {
  mostListedBytes,
  mostListedWrites,
  RecordsClientError,
  sendWrites,
  writeBytes,
  type RecordsClient,
  type SendWrite,
} from '@etanche/records-client';
import { batchCalls } from './batch-calls.ts';

/** While the server writes one list, the importer seals for the next. Two lists at once would be half as long. */
const atOnce = 1;

/**
 * Puts writes of several patients into one request: those that are ready at the same time, or while another request is
 * unanswered. None waits for others that are not ready.
 */
export function batchWrites(client: Pick<RecordsClient, 'session' | 'environment'>): SendWrite {
  const send = batchCalls((writes: readonly Parameters<SendWrite>[0][]) => sendWrites(client, writes), {
    ...{ most: mostListedWrites, weight: { of: writeBytes, most: mostListedBytes } },
    ...{ atOnce, gather: () => client.environment.sleep(0, new AbortController().signal) },
  });
  return async (listed) => {
    const [outcome] = await send([listed]);
    if (outcome === undefined) throw new RangeError('a write without an outcome');
    if (outcome instanceof RecordsClientError) throw outcome;
    return outcome;
  };
}
