import { readPatient } from '@etanche/records-fhir';
import type { ScopeIndex } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope } from '../scope/write-scope.ts';
import { indexOf, patientOf } from './patient-facts.ts';
import { planIndex } from './plan-index.ts';
import { createResourceView } from './resource-view.ts';

/**
 * True if a later import wrote the Patient, and card and postings belong to an earlier version (docs/protocol.md 7.7).
 */
export function isIndexOld(state: ScopeState, patient: FileResource, index: ScopeIndex): boolean {
  const isImported = state.opened.get(patient.id)?.place.seal !== undefined;
  return isImported && patient.version !== (index.patient ?? 1);
}

/**
 * Writes index, card and postings of a Patient that a later import wrote, because an importer, which opens nothing,
 * cannot. Until then a search finds the patient by the earlier data. A failure does not prevent the opening: the next
 * one tries again.
 *
 * @returns the state with the new index
 */
export async function renewIndex(context: DataContext, state: ScopeState): Promise<ScopeState> {
  const patient = patientOf(createResourceView(), state);
  const { index, version } = await indexOf(state);
  if (!isIndexOld(state, patient, index) || !context.writable().includes('identity')) return state;
  try {
    const known = { index, traits: null };
    const plan = await planIndex(context, state.scope, readPatient(patient.resource), known, patient.version);
    if (plan === null) return state;
    const { bytes, card, postings } = plan;
    const draft = { resource: state.scope, base: version, compartment: 'identity', kind: 'index', bytes } as const;
    const outcome = await writeScope(context, state, state, state.erasure, [draft], { kind: 'edit', card, postings });
    return outcome.state;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return state;
    throw error;
  }
}
