import { toBase64url, type Bytes } from '@etanche/core-wire';
import { readPatient } from '@etanche/records-fhir';
import { RecordsClientError } from '../records-client-error.ts';
import { checkResources, type ResourceToWrite } from '../data/check-resources.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { newId } from '../data/new-id.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeName } from '../scope/scope-name.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft, type WriteExtras } from '../scope/write-scope.ts';
import { draftBatches } from './draft-batches.ts';
import { requireRoom } from './require-room.ts';
import { planIndex } from './plan-index.ts';
import type { NewPatient } from './new-patient.ts';

type Creation = NewPatient & { readonly scope: string; readonly ids: readonly string[] };

/**
 * Creates a patient's file: its resources, card, postings and index in one transaction, or in several if one request is
 * too small. Card, postings and index are in the last one, so that no search finds an incomplete file, and a repeated
 * creation continues after the last stored one. The evaluations of the search terms and of the scope run in parallel.
 *
 * @throws DataError `invalid_resource`, `too_large`, `uncertain`, `quota_reached`, `could_not_check`;
 *   RecordsClientError
 */
export async function createPatient(context: DataContext, fresh: NewPatient): Promise<ScopeState> {
  const inputs = [fresh.patient, ...fresh.others];
  const creation: Creation = {
    ...fresh,
    scope: fresh.scope ?? newId(context),
    ids: fresh.ids ?? inputs.map(() => newId(context)),
  };
  if (creation.ids.length !== inputs.length)
    throw new RangeError(`${creation.ids.length} ids for ${inputs.length} resources`);
  // Includes the index, and is checked before any evaluation or write.
  requireRoom(inputs.length + 1);
  const checked = await checkResources(context.options, inputs, [creation.scope, ...creation.ids.slice(1)]);
  const patient = onePatient(checked);
  const name = { purpose: 'scope', scope: creation.scope, element: undefined } as const;
  const [index] = await Promise.all([
    planIndex(context, creation.scope, readPatient(patient.raw.resource), null),
    context.keys.unlock(name),
  ]);
  if (index === null) throw new RangeError('a new patient has an index');
  const drafts = checked.map(({ bytes, compartment }, i): Draft => {
    return { resource: creation.ids[i] ?? '', base: 0, kind: 'resource', compartment, bytes };
  });
  drafts.push({ resource: creation.scope, base: 0, kind: 'index', compartment: 'identity', bytes: index.bytes });
  try {
    return await writeBatches(context, creation, drafts, { card: index.card, postings: index.postings });
  } catch (error) {
    // A failure after the first of several requests leaves an incomplete file, which only this creation completes.
    if (!(error instanceof DataError) || !['uncertain', 'could_not_check'].includes(error.code)) throw error;
    const { cause, reason } = error;
    throw new DataError('uncertain', error.message, {
      cause,
      creation,
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

function onePatient(checked: readonly ResourceToWrite[]): ResourceToWrite {
  const patients = checked.filter(({ raw }) => raw.resource.resourceType === 'Patient');
  const [patient] = checked;
  if (patient !== undefined && patients.length === 1 && patients[0] === patient) return patient;
  const issues = [{ place: 0, path: 'resourceType', code: 'one_patient' }];
  throw new DataError('invalid_resource', `${patients.length} Patients for one file`, { issues });
}

async function writeBatches(
  context: DataContext,
  { scope, kind }: Creation,
  drafts: readonly Draft[],
  findable: Pick<WriteExtras, 'card' | 'postings'>,
): Promise<ScopeState> {
  const name = { purpose: 'scope', scope, element: undefined } as const;
  const batches = draftBatches(drafts);
  let state: ScopeState | null = null;
  for (const [i, batch] of batches.entries()) {
    const isLast = i === batches.length - 1;
    const extras: WriteExtras = { kind, ...(isLast && findable) };
    state = state === null ? await begin(context, name, batch, extras) : await add(context, state, batch, extras);
    // Index, card and postings are written last and together: if the index exists, the file is complete.
    if (state.current.has(scope)) break;
  }
  const written = state;
  if (written === null || drafts.some(({ resource }) => !written.current.has(resource))) {
    throw new RecordsClientError('conflict', 'the scope belongs to another patient');
  }
  return written;
}

async function begin(
  context: DataContext,
  name: ScopeName,
  batch: readonly Draft[],
  extras: WriteExtras,
): Promise<ScopeState> {
  const erasure: Bytes = Uint8Array.from(context.environment.random(32));
  const { publicKey } = await context.keys.eraser(name);
  const create = { purpose: 'scope', erasure: toBase64url(erasure), eraser: toBase64url(publicKey) } as const;
  try {
    const { state } = await writeScope(context, name, null, erasure, batch, { ...extras, create });
    return state;
  } catch (error) {
    if (!(error instanceof RecordsClientError) || error.code !== 'conflict') throw error;
    // The first attempt was stored: its erasure secret is used, not the one drawn now.
    return await loadScope(context, name, null);
  }
}

async function add(
  context: DataContext,
  state: ScopeState,
  batch: readonly Draft[],
  extras: WriteExtras,
): Promise<ScopeState> {
  const outcome = await writeScope(context, state, state, state.erasure, batch, extras);
  if (!outcome.ok) throw untrusted('a write by another member to a new file');
  return outcome.state;
}
