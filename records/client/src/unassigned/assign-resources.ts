import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { createKeyedHash, recordIds } from '../import/record-ids.ts';
import { draftGroups } from '../patients/draft-batches.ts';
import type { FileHandle } from '../patients/patient-file.ts';
import { newIdempotencyKey, prepareWrite, settleWrite } from '../scope/prepared-write.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { retryOf, type Draft } from '../scope/write-scope.ts';
import { traced } from '../data/trace.ts';
import { alreadyDecided, decisionOn, rejectResources, requireOpen, type UnassignedHandle } from './open-unassigned.ts';
import {
  planAssignment,
  readListedResource,
  roundsOf,
  storeAssignedData,
  type ListedResource,
  type PlannedAssignment,
} from './plan-assignment.ts';

/** Maximum total length of the texts with large data that one assignment has in memory. */
const mostLargeCharacters = 256 * 1024 * 1024;

/**
 * Assigns resources to a patient. Each becomes a version in that file, with its exact bytes, and the doctor of this
 * session is its author. After a concurrent write of another member, the assignment is planned again on the new state.
 *
 * @returns record ids in the patient's file, in the order of `ids`
 * @throws DataError `conflict`, `invalid_resource`, `too_large`, `uncertain`; RecordsClientError `erased`, `erasing`
 */
export async function assignResources(
  context: DataContext,
  from: UnassignedHandle,
  ids: readonly string[],
  to: FileHandle,
): Promise<readonly string[]> {
  await Promise.all([from.file.refresh(), to.refresh()]);
  const records = recordIds(await createKeyedHash(context.secrets.indexSecret()), to.state().scope);
  const all: ListedResource[] = [];
  let characters = 0;
  // One after the other, because large data are in memory as a whole.
  for (const [place, id] of Array.from(new Set(ids)).entries()) {
    const listed = await readListedResource(context, from, id, place);
    if (listed.large !== undefined) characters += listed.text.length;
    if (characters > mostLargeCharacters) {
      throw new DataError(
        'too_large',
        'the large data of one assignment exceed 256 MiB: assign fewer resources at once',
      );
    }
    all.push(listed);
  }
  const assignedIds = new Map<string, string>();
  for (const round of roundsOf(all)) {
    const planned = await Promise.all(round.map((listed) => planAssignment(context, records, to.state(), listed)));
    for (const { listed, id } of planned) assignedIds.set(listed.id, id);
    await assignRound(context, from, planned, to);
  }
  return ids.map((id) => assignedIds.get(id) ?? '');
}

/** @throws DataError `conflict` if a resource is decided already, unless this doctor assigned it to the same file */
async function assignRound(
  context: DataContext,
  from: UnassignedHandle,
  planned: readonly PlannedAssignment[],
  to: FileHandle,
): Promise<void> {
  const isMine = ({ id, drafts }: PlannedAssignment): boolean =>
    drafts.length === 0 && to.state().opened.get(id)?.place.author === context.session.member;
  if (planned.some((one) => one.listed.isDecided && !isMine(one))) throw alreadyDecided();
  const open = planned.filter(({ listed }) => !listed.isDecided);
  const duplicates = open.filter(({ drafts }) => drafts.length === 0).map(({ listed }) => listed.id);
  await rejectResources(context, from, duplicates, 'duplicate');
  const listedIds = new Map<readonly Draft[], string>();
  for (const one of open) listedIds.set(await storeAssignedData(context, to.state().scope, one), one.listed.id);
  const groups = draftGroups(Array.from(listedIds.keys()).filter(({ length }) => length > 0));
  for (const batch of groups.flatMap(halves)) {
    const decisions = batch.map((drafts) => decisionOn(listedIds.get(drafts) ?? ''));
    await assignBatch(context, from, decisions, to, batch.flat());
  }
}

/** Splits a batch that fills one request, because the same request also contains the decisions. */
function halves<Group>(batch: readonly Group[]): Group[][] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)].filter(({ length }) => length > 0);
}

/** Writes into the file and the list in one transaction. @throws DataError */
async function assignBatch(
  context: DataContext,
  from: UnassignedHandle,
  decisions: readonly Draft[],
  to: FileHandle,
  drafts: readonly Draft[],
): Promise<void> {
  const { session, options } = context;
  for (let attempt = 0; attempt <= options.rebases; attempt++) {
    const [list, file] = [from.state(), to.state()];
    const [decision, written] = await Promise.all([
      prepareWrite(context, list, list, list.erasure, decisions, { kind: 'assign' }),
      prepareWrite(context, file, file, file.erasure, drafts, { kind: 'assign' }),
    ]);
    try {
      const body = { file: written.body, unassigned: list.scope, decision: decision.body };
      const answer = await traced(options.trace, 'network', () =>
        session.call('assign', { params: { scope: file.scope }, body, idempotencyKey: newIdempotencyKey(context) }),
      );
      from.advance(await settleWrite(context, decision, answer.decision.freshness));
      await settleWrite(context, written, answer.file.freshness);
      await to.refresh();
      return;
    } catch (error) {
      await retryOf(context, error);
    }
    await Promise.all([from.file.refresh(), to.refresh()]);
    requireAsPlanned(from.state(), decisions, to.state(), drafts);
  }
  throw new DataError('could_not_check', 'other members wrote during every attempt', { reason: 'unavailable' });
}

/** @throws DataError `conflict` if another doctor decided one of the resources first or wrote it into the file */
function requireAsPlanned(
  list: ScopeState,
  decisions: readonly Draft[],
  file: ScopeState,
  drafts: readonly Draft[],
): void {
  for (const { resource } of decisions) requireOpen(list, resource);
  if (drafts.some(({ resource, base }) => (file.current.get(resource)?.version ?? 0) !== base)) throw alreadyDecided();
}
