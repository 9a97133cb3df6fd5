import {
  mostListedBytes,
  mostListedWrites,
  RecordsClientError,
  writeBytes,
  type sendWrites,
  type SendWrite,
} from '@etanche/records-client';
import { batchCalls } from './batch-calls.ts';

type Writes = Parameters<typeof sendWrites>[1];

/** While the server writes one list, the importer seals for the next. Two lists at once would be half as long. */
const atOnce = 1;

/**
 * Puts writes of several patients into one request: those that are ready at the same time, or while another request is
 * unanswered. None waits for others that are not ready.
 *
 * @param send sends a list, and returns an outcome for each write
 * @param gather waits for writes that are ready at the same time
 */
export function batchWrites(
  send: (writes: Writes) => ReturnType<typeof sendWrites>,
  gather: () => Promise<void>,
): SendWrite {
  const weight = { of: writeBytes, most: mostListedBytes };
  const batched = batchCalls(send, { most: mostListedWrites, weight, atOnce, gather });
  return async (listed) => {
    const [outcome] = await batched([listed]);
    if (outcome === undefined) throw new RangeError('a write without an outcome');
    if (outcome instanceof RecordsClientError) throw outcome;
    return outcome;
  };
}
