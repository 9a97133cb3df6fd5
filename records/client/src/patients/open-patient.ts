import { toBase64url } from '@etanche/core-wire';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { linkElements } from '../scope/links.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { renewIndex } from './renew-index.ts';
import { sealReason } from './reason.ts';

/** Why somebody opens a file on the emergency quota; `explanation` is sealed, for those who read the patient's identity. */
export type EmergencyReason = {
  readonly reason: 'emergency' | 'absence' | 'other';
  readonly explanation: string;
};

/**
 * Opens a file: one unit, unless it was opened since the last lock, and one more for each later import that nobody has
 * opened yet. Where a later import wrote the Patient, its card and postings are renewed.
 *
 * @throws DataError; RecordsClientError
 */
export async function openPatient(context: DataContext, scope: string): Promise<ScopeState> {
  const state = await loadScope(context, { purpose: 'scope', scope }, null);
  return renewIndex(context, await linkElements(context, state));
}

/**
 * Opens a file on the emergency quota: the vaults raise an alarm, and the reason is in the patient's list of accesses before
 * anything is shown. Where it cannot be recorded, nothing is opened.
 *
 * @throws DataError; RecordsClientError
 */
export async function openInEmergency(
  context: DataContext,
  scope: string,
  { reason, explanation }: EmergencyReason,
): Promise<ScopeState> {
  const name = { purpose: 'scope', scope } as const;
  const state = await loadScope(context, name, null, 'emergency');
  try {
    const sealed = toBase64url(await sealReason(context, state, explanation));
    await orCouldNotCheck('break-glass', () => context.session.call('breakGlass', { body: { scope, reason, sealed } }));
  } catch (error) {
    context.keys.forget(scope);
    throw error;
  }
  return state;
}
