import { toBase64url } from '@etanche/core-protocol';
import { readPatient } from '@etanche/records-fhir';
import { RecordsClientError } from '../../records-client-error.ts';
import { checkResources, type ResourceInput } from '../change.ts';
import type { DataContext } from '../data-context.ts';
import { DataError } from '../data-error.ts';
import { newId } from '../new-id.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft, type WriteOutcome } from '../scope/write-scope.ts';
import { planIndex } from './plan-index.ts';

/** A new file. `scope` and `ids` are drawn unless given: by whoever repeats a creation whose end is not known. */
export type NewPatient = {
  readonly patient: ResourceInput;
  /** Everything else that the file begins with. */
  readonly others: readonly ResourceInput[];
  readonly kind: 'create' | 'import';
  readonly scope?: string;
  /** Record ids of the patient and of the others, in order. */
  readonly ids?: readonly string[];
};

/**
 * Creates a patient's file in one transaction: its resources, card, postings and index. Search terms take one evaluation,
 * the scope another, both at once.
 *
 * @throws DataError `invalid_resource`, `uncertain`, `quota_reached`, `could_not_check`
 */
export async function createPatient(context: DataContext, fresh: NewPatient): Promise<ScopeState> {
  const { unlocked } = context;
  const scope = fresh.scope ?? newId(unlocked);
  const inputs = [fresh.patient, ...fresh.others];
  const ids = fresh.ids ?? inputs.map(() => newId(unlocked));
  if (ids.length !== inputs.length) throw new RangeError(`${ids.length} ids for ${inputs.length} resources`);
  const checked = await checkResources(context.options, inputs, [scope, ...ids.slice(1)]);
  const patients = checked.filter(({ raw }) => raw.resource.resourceType === 'Patient');
  const [patient] = checked;
  if (patient === undefined || patients.length !== 1 || patients[0] !== patient) {
    const issues = [{ place: 0, path: 'resourceType', code: 'one_patient' }];
    throw new DataError('invalid_resource', `${patients.length} Patients for one file`, { issues });
  }
  const name = { purpose: 'scope', scope } as const;
  const [index] = await Promise.all([
    planIndex(context, scope, readPatient(patient.raw.resource), null),
    context.keys.unlock(name),
  ]);
  if (index === null) throw new RangeError('a new patient has an index');
  const drafts: Draft[] = checked.map(({ bytes, compartment }, i) => ({
    ...{ resource: ids[i] ?? '', base: 0, kind: 'resource', compartment, bytes },
  }));
  drafts.push({ resource: scope, base: 0, kind: 'index', compartment: 'identity', bytes: index.bytes });
  const erasure = Uint8Array.from(unlocked.options.random(32));
  const create = { purpose: 'scope', erasure: toBase64url(erasure) } as const;
  const parts = { kind: fresh.kind, create, card: index.card, postings: index.postings };
  const outcome = await writeScope(context, name, null, erasure, drafts, parts).catch((error: unknown) =>
    adoptOwn(context, { ...fresh, scope, ids }, error),
  );
  return outcome.state;
}

/** A creation that arrived at a first try is found, by its ids, at the second. */
async function adoptOwn(
  context: DataContext,
  creation: NewPatient & { readonly scope: string; readonly ids: readonly string[] },
  error: unknown,
): Promise<WriteOutcome> {
  if (error instanceof DataError && error.code === 'uncertain') {
    throw new DataError('uncertain', error.message, { cause: error.cause, creation });
  }
  if (!(error instanceof RecordsClientError) || error.code !== 'conflict') throw error;
  const state = await loadScope(context, { purpose: 'scope', scope: creation.scope }, null);
  if (!creation.ids.every((id) => state.current.has(id))) throw error;
  return { ok: true, state };
}
