import { RecordsClientError, type PatientFile, type RecordsData } from '@etanche/records-client';

const gone: ReadonlySet<string> = new Set(['not_found', 'erased', 'erasing']);

/**
 * Opens a file; null if it was erased, so that what waits for it does not wait for ever.
 *
 * @throws DataError, RecordsClientError
 */
export async function openOrNull({ patients }: RecordsData, scope: string): Promise<PatientFile | null> {
  try {
    return await patients.open(scope);
  } catch (error) {
    if (error instanceof RecordsClientError && gone.has(error.code)) return null;
    throw error;
  }
}
