import { toBase64url } from '@etanche/core-wire';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { linkElements } from '../scope/links.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { renewIndex } from './renew-index.ts';
import { sealReason } from './reason.ts';

/**
 * The reason for opening a file on the emergency quota. `explanation` is sealed for the members who read the patient's
 * identity.
 */
export type EmergencyReason = {
  readonly reason: 'emergency' | 'absence' | 'other';
  readonly explanation: string;
};

/**
 * Opens a file for one unit, unless its output is in memory or stored on this device, and one more for each later
 * import that no member has opened yet. If a later import wrote the Patient, renews its card and postings.
 *
 * @throws DataError; RecordsClientError
 */
export async function openPatient(context: DataContext, scope: string): Promise<ScopeState> {
  const state = await loadScope(context, { purpose: 'scope', scope }, null);
  return renewIndex(context, await linkElements(context, state));
}

/**
 * Opens a file on the emergency quota. The vaults raise an alarm, and the reason is recorded in the patient's list of
 * accesses before the file is shown. If it cannot be recorded, the file is not opened.
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
