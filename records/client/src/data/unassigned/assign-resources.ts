import { compartmentOf } from '@etanche/records-fhir';
import type { DataContext } from '../data-context.ts';
import { DataError } from '../data-error.ts';
import { fileResource } from '../file-resource.ts';
import { importedIds, type ImportedId } from '../import/imported-id.ts';
import { draftBatches } from '../patient/draft-batches.ts';
import type { OpenedFile } from '../patient/patient-file.ts';
import { newIdempotencyKey, prepareWrite, settleWrite } from '../scope/prepared-write.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { retryOf, type Draft } from '../scope/write-scope.ts';
import { traced } from '../trace.ts';
import { decided, decisionOn, rejectResources, requireOpen, type OpenedUnassigned } from './open-unassigned.ts';

/** A resource of the list, and the version of the patient's file that it becomes. */
type Planned = { readonly id: string; readonly draft: Draft; readonly isThere: boolean };

/**
 * Assigns resources to a patient: each becomes a version of that file, with its exact bytes, by the doctor of this session.
 * Where others write meanwhile, it is built anew on theirs.
 *
 * @returns record ids in the patient's file, in the order of `ids`
 * @throws DataError `conflict`, `invalid_resource`, `uncertain`; RecordsClientError `erased`, `erasing`
 */
export async function assignResources(
  context: DataContext,
  from: OpenedUnassigned,
  ids: readonly string[],
  to: OpenedFile,
): Promise<readonly string[]> {
  await Promise.all([from.shown.refresh(), to.refresh()]);
  const planned: Planned[] = [];
  const idOf = await importedIds(context.unlocked.indexSecret());
  for (const [place, id] of ids.entries()) planned.push(await plan(context, idOf, from, id, to.state(), place));
  const open = planned.filter(({ id }) => from.state().opened.get(id)?.kind === 'resource');
  const duplicates = open.filter(({ isThere }) => isThere).map(({ id }) => id);
  await rejectResources(context, from, duplicates, 'duplicate');
  const fresh = new Map(open.filter(({ isThere }) => !isThere).map(({ id, draft }) => [draft, id]));
  for (const drafts of draftBatches(Array.from(fresh.keys()))) {
    const decisions = drafts.map((draft) => decisionOn(fresh.get(draft) ?? ''));
    await assignBatch(context, from, decisions, to, drafts);
  }
  return planned.map(({ draft }) => draft.resource);
}

/** @throws DataError `conflict` where the resource is decided, unless this doctor put it into this very file */
async function plan(
  { unlocked }: DataContext,
  idOf: ImportedId,
  from: OpenedUnassigned,
  id: string,
  to: ScopeState,
  place: number,
): Promise<Planned> {
  const now = from.state().opened.get(id);
  const version = now?.kind === 'deletion' ? from.first.opened.get(id) : now;
  if (version?.kind !== 'resource') {
    requireOpen(from.state(), id);
    throw decided();
  }
  const { resource, text } = fileResource(version);
  if (resource.resourceType === 'Patient') {
    const issues = [{ place, path: 'resourceType', code: 'one_patient' }];
    throw new DataError('invalid_resource', 'a file has one Patient', { issues });
  }
  const at = await idOf(to.scope, text);
  const held = to.opened.get(at);
  const isThere = held?.kind === 'resource';
  if (now?.kind === 'deletion' && !(isThere && held?.place.author === unlocked.member)) throw decided();
  const compartment = held?.place.compartment ?? compartmentOf(resource);
  const base = held?.place.version ?? 0;
  return { id, isThere, draft: { resource: at, base, compartment, kind: 'resource', bytes: version.bytes } };
}

/** Both writes in one transaction. @throws DataError */
async function assignBatch(
  context: DataContext,
  from: OpenedUnassigned,
  decisions: readonly Draft[],
  to: OpenedFile,
  drafts: readonly Draft[],
): Promise<void> {
  const { unlocked, options } = context;
  for (let attempt = 0; attempt <= options.rebases; attempt++) {
    const [list, file] = [from.state(), to.state()];
    const [decision, written] = await Promise.all([
      prepareWrite(context, list, list, list.erasure, decisions, { kind: 'assign' }),
      prepareWrite(context, file, file, file.erasure, drafts, { kind: 'assign' }),
    ]);
    try {
      const body = { file: written.body, unassigned: list.scope, decision: decision.body };
      const answer = await traced(options.trace, 'network', () =>
        unlocked.call('assign', { params: { scope: file.scope }, body, idempotencyKey: newIdempotencyKey(context) }),
      );
      from.advance(await settleWrite(context, decision, answer.decision.freshness));
      await settleWrite(context, written, answer.file.freshness);
      await to.refresh();
      return;
    } catch (error) {
      await retryOf(context, error);
    }
    await Promise.all([from.shown.refresh(), to.refresh()]);
    requireAsPlanned(from.state(), decisions, to.state(), drafts);
  }
  throw new DataError('could_not_check', 'others write faster than this write can follow', { reason: 'unavailable' });
}

/** @throws DataError `conflict` where somebody else decided one of the resources first, or wrote it into the file */
function requireAsPlanned(
  list: ScopeState,
  decisions: readonly Draft[],
  file: ScopeState,
  drafts: readonly Draft[],
): void {
  for (const { resource } of decisions) requireOpen(list, resource);
  if (drafts.some(({ resource, base }) => (file.current.get(resource)?.version ?? 0) !== base)) throw decided();
}
