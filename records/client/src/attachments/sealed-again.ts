import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';

/** Seals and stores something; once more, in the next epoch, if that was opened in the meantime. */
export async function sealedAgain<T>(
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
