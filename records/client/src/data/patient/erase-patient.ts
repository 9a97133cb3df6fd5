import { encodeScopeIndex } from '@etanche/core-sealing';
import type { BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { checking } from '../checking.ts';
import type { DataContext } from '../data-context.ts';
import { DataError } from '../data-error.ts';
import { writeScope, type WriteParts } from '../scope/write-scope.ts';
import { indexOf } from './patient-facts.ts';
import type { OpenedFile } from './patient-file.ts';

/**
 * Erases a patient for good: first the postings, which the server cannot tell to be this patient's, then the secret without
 * which no backup opens anything. Where the second step fails, the same call goes on from there.
 *
 * @throws DataError; RecordsClientError
 */
export async function erasePatient(
  context: DataContext,
  file: OpenedFile,
  reason: BodyOf<typeof dataRoutes.erase>['reason'],
): Promise<void> {
  await file.refresh();
  const state = file.state();
  const { index, version } = await indexOf(state);
  if (index.postings.length > 0) {
    const bytes = encodeScopeIndex({ ...index, postings: [] });
    const draft = { resource: state.scope, base: version, compartment: 'identity', kind: 'index', bytes } as const;
    const remove = index.postings.map(({ posting, locator }) => ({ posting, locator }));
    const parts: WriteParts = { kind: 'edit', postings: { add: [], remove } };
    const outcome = await writeScope(context, state, state, state.erasure, [draft], parts);
    if (!outcome.ok) throw new DataError('conflict', 'the identity was changed by somebody else');
  }
  await checking('erasure', () => context.unlocked.call('erase', { params: { scope: state.scope }, body: { reason } }));
  context.keys.forget(state.scope);
}
