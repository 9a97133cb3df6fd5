import { readPatient } from '@etanche/records-fhir';
import type { Write } from '@etanche/core-records-protocol';
import type { Change } from '../data/change.ts';
import type { Conflict } from '../data/conflict.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { isWritten, writeScope, type Draft, type WriteExtras } from '../scope/write-scope.ts';
import { requireSameReliability } from './identity-rules.ts';
import { indexOf, patientOf } from './patient-facts.ts';
import { planChanges, settleChanges, type PlannedChange, type SettledChange } from './plan-changes.ts';
import { planIndex } from './plan-index.ts';
import { isIndexOld } from './renew-index.ts';
import type { ResourceView } from './resource-view.ts';

export type WriteRules = {
  readonly kind: Write['kind'];
  readonly binaries: readonly string[];
  /** True if the functions on identities have already applied the rules of reliability. */
  readonly reliabilityChecked: boolean;
  /** `AttachOptions.fits`. */
  readonly fits?: (resources: readonly FileResource[]) => boolean;
};

/** Result of a write: the new state, and the record id of each change's resource, in order. */
type WriteResult = { readonly state: ScopeState; readonly ids: readonly string[] };

/**
 * Writes changes of one file in one transaction. A change of the identity also updates its card and postings.
 *
 * @throws DataError
 */
export async function writeChanges(
  context: DataContext,
  view: ResourceView,
  state: ScopeState,
  changes: readonly Change[],
  rules: WriteRules,
): Promise<WriteResult> {
  const settled = settleChanges(context, state, changes);
  const planned = await planChanges(context, state, settled);
  const patient = requireOnePatient(view, state, planned);
  const drafts = planned.flatMap((one) => one.drafts);
  const { kind, binaries, fits } = rules;
  const extras: WriteExtras = {
    kind,
    ...(binaries.length > 0 && { binaries: [...binaries] }),
    ...(fits !== undefined && {
      requireFits: (at) => {
        if (at !== null && !fits(view.all(at))) throw overtaken();
      },
    }),
  };
  const identity = await planIdentity(context, view, state, patient, rules);
  await context.keys.unlock(state);
  const all = [...drafts, ...(identity?.drafts ?? [])];
  const outcome = await writeScope(context, state, state, state.erasure, all, { ...extras, ...identity?.extras }).catch(
    (error: unknown) => {
      throw withChanges(error, settled);
    },
  );
  // An earlier attempt stored the identity: its index differs from the one drawn for this attempt.
  const hasArrived = identity !== null && drafts.every((draft) => isWritten(context, outcome.state, draft));
  if (!outcome.ok && !hasArrived) throw conflictOf(view, outcome.state, outcome.overtaken, planned);
  return { state: outcome.state, ids: planned.map(({ drafts: own, change }) => own.at(-1)?.resource ?? change.id) };
}

type IdentityPlan = { readonly drafts: readonly Draft[]; readonly extras: Pick<WriteExtras, 'card' | 'postings'> };

async function planIdentity(
  context: DataContext,
  view: ResourceView,
  state: ScopeState,
  patient: PlannedChange | null,
  rules: WriteRules,
): Promise<IdentityPlan | null> {
  if (patient === null || patient.checked === null) return null;
  const after = patient.checked.raw.resource;
  if (!rules.reliabilityChecked) requireSameReliability(patientOf(view, state).resource, after);
  const { index, version } = await indexOf(state);
  const current = patientOf(view, state);
  const known = { index, traits: isIndexOld(state, current, index) ? null : readPatient(current.resource) };
  const plan = await planIndex(context, state.scope, readPatient(after), known);
  if (plan === null) return null;
  const draft = {
    resource: state.scope,
    base: version,
    compartment: 'identity',
    kind: 'index',
    bytes: plan.bytes,
  } as const;
  return { drafts: [draft], extras: { card: plan.card, postings: plan.postings } };
}

/** Requires that the file keeps exactly one Patient, which may be edited but not deleted. */
function requireOnePatient(
  view: ResourceView,
  state: ScopeState,
  planned: readonly PlannedChange[],
): PlannedChange | null {
  const { id } = patientOf(view, state);
  const refuse = (place: number): never => {
    const issues = [{ place, path: 'resourceType', code: 'one_patient' }];
    throw new DataError('invalid_resource', 'a file has one Patient', { issues });
  };
  let found: PlannedChange | null = null;
  for (const [place, one] of planned.entries()) {
    const isPatient = one.checked?.raw.resource.resourceType === 'Patient';
    if (isPatient !== (one.change.id === id)) refuse(place);
    if (isPatient) found = one;
  }
  return found;
}

function overtaken(): DataError {
  return new DataError('conflict', 'another member changed what the changes were made on', { conflicts: [] });
}

function withChanges(error: unknown, changes: readonly SettledChange[]): unknown {
  if (!(error instanceof DataError) || error.code !== 'uncertain') return error;
  const { cause, reason } = error;
  return new DataError('uncertain', error.message, { cause, changes, ...(reason === undefined ? {} : { reason }) });
}

function conflictOf(
  view: ResourceView,
  state: ScopeState,
  overtaken: readonly Draft[],
  planned: readonly PlannedChange[],
): DataError {
  const conflicts = planned.flatMap(({ change, drafts }): Conflict[] => {
    const draft = drafts.find((one) => overtaken.includes(one));
    if (draft === undefined) return [];
    return [{ id: draft.resource, base: draft.base, current: view.one(state, draft.resource), yours: change }];
  });
  return new DataError('conflict', `${conflicts.length} resources were changed by another member`, { conflicts });
}
