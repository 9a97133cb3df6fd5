import {
  applyIdentityEvent,
  buildPatient,
  mayHoldIns,
  readPatient,
  type IdentityEvent,
  type PatientTraits,
  type Resource,
} from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { identityRole } from './identity-rules.ts';

/**
 * The Patient after an event of its identity. The permitted events by role and status are a table of records/fhir. An
 * identity that is no longer retrieved or qualified loses its matricule.
 *
 * @param corrected new traits of the event, from INSi or corrected by hand
 * @throws DataError `identity_refused`
 */
export function changedIdentity(
  context: DataContext,
  patient: Resource,
  event: IdentityEvent,
  corrected: Partial<Omit<PatientTraits, 'reliability'>>,
): Resource {
  const before = readPatient(patient);
  const traits = { ...before, ...corrected };
  const outcome = applyIdentityEvent(traits, event, identityRole(context));
  if (!outcome.ok) throw new DataError('identity_refused', 'the rules of identity forbid it', { rule: outcome.code });
  const ins = mayHoldIns(outcome.value.status) ? traits.ins : null;
  const id = typeof patient['id'] === 'string' ? patient['id'] : '';
  return buildPatient(id, { ...traits, ins, reliability: outcome.value }, patient);
}
