import type { BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { RecordsClientError } from '../../records-client-error.ts';
import { checking } from '../checking.ts';
import type { DataContext } from '../data-context.ts';
import { DataError } from '../data-error.ts';
import { indexOf } from './patient-facts.ts';
import type { OpenedFile } from './patient-file.ts';

type Erasure = BodyOf<typeof dataRoutes.erase>;

/**
 * Erases a patient for good, in one transaction: the secret without which no backup opens anything, and the postings,
 * which only the patient's own index tells. What is refused has changed nothing. Where others write meanwhile, their
 * postings are read first.
 *
 * @throws DataError; RecordsClientError
 */
export async function erasePatient(context: DataContext, file: OpenedFile, reason: Erasure['reason']): Promise<void> {
  for (let attempt = 0; attempt <= context.options.rebases; attempt++) {
    await file.refresh();
    const state = file.state();
    const { index } = await indexOf(state);
    const postings = index.postings.map(({ locator }) => locator);
    const body: Erasure = { reason, sequence: state.head.head.sequence, postings };
    if (await isErased(context, state.scope, body)) {
      context.keys.forget(state.scope);
      return;
    }
  }
  throw new DataError('conflict', 'others write faster than this erasure can follow');
}

/** False where somebody wrote after the sequence of the erasure. */
async function isErased({ unlocked }: DataContext, scope: string, body: Erasure): Promise<boolean> {
  try {
    await checking('erasure', () => unlocked.call('erase', { params: { scope }, body }));
    return true;
  } catch (error) {
    if (error instanceof RecordsClientError && error.code === 'conflict') return false;
    throw error;
  }
}
