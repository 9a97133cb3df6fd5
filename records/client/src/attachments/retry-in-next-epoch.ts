import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';

/** Seals and stores data, and repeats it once in the next epoch if that was opened in the meantime. */
export async function retryInNextEpoch<T>(
  { practice }: Pick<RecordsClient, 'practice'>,
  store: () => Promise<T>,
): Promise<T> {
  try {
    return await store();
  } catch (error) {
    if (!(error instanceof RecordsClientError) || error.code !== 'epoch_closed') throw error;
    await practice.refresh();
    return store();
  }
}
