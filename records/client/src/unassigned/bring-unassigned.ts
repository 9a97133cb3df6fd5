import { toBase64url, utf8 } from '@etanche/core-wire';
import { encodeNames } from '@etanche/core-sealing';
import type { UnassignedReason } from '@etanche/core-records-protocol';
import type { LargeData } from '@etanche/records-fhir';
import { bringLargeData } from '../attachments/store-data.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import type { BroughtNames } from '../import/bring-patient.ts';
import { groupBatches } from '../patients/draft-batches.ts';
import { loadScope, loadScopeIfStored } from '../scope/load-scope.ts';
import type { ScopeName } from '../scope/scope-name.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';

/** Resources that one unit opens together: what a source says of one person, or one resource. */
export type NewUnassigned = {
  readonly scope: string;
  readonly reason: UnassignedReason;
  /** Record ids, exact texts, and the full URL that the source had for each, in a record of its own. */
  readonly resources: readonly NewlyListed[];
};

type NewlyListed = {
  readonly id: string;
  readonly text: string;
  /** Data of `text` that are stored apart; none where it fits a resource. */
  readonly large?: readonly LargeData[];
  readonly names: Pick<BroughtNames, 'id' | 'names'> | null;
};

export type BroughtUnassigned = {
  /** Record ids that the server held before, decided ones included. */
  readonly held: ReadonlySet<string>;
  /** Record ids of resources whose large data the server did not take: they are not on the list. */
  readonly unstored: ReadonlySet<string>;
};

/**
 * Adds resources to the unassigned list, all of them in the compartment `clinical`. An earlier import of the same resources
 * is continued: what the server holds is written no second time, whether or not a doctor has decided it.
 *
 * @throws DataError; RecordsClientError `erased` where all of it was decided and destroyed
 */
export async function bringUnassigned(
  context: DataContext,
  { scope, reason, resources }: NewUnassigned,
): Promise<BroughtUnassigned> {
  const name: ScopeName = { purpose: 'unassigned', scope, element: undefined };
  await context.keys.unlock(name);
  // Large data are stored before the write, so the server is asked first what it holds.
  const isLarge = resources.some(({ large }) => large !== undefined);
  const known = isLarge ? await loadScopeIfStored(context, name) : null;
  const missing = resources.filter(({ id }) => known?.current.has(id) !== true);
  const unstored = new Set<string>();
  const groups: Draft[][] = [];
  for (const resource of missing) {
    const drafts = await draftsOf(context, scope, resource);
    if (drafts === null) unstored.add(resource.id);
    else groups.push(drafts);
  }
  const [first, ...others] = groupBatches(groups);
  if (first === undefined) return { held: new Set(known?.current.keys()), unstored };
  const begun = known === null ? await begin(context, name, reason, first) : { state: known, isThere: true };
  let { state } = begun;
  const held = new Set(begun.isThere ? state.current.keys() : []);
  for (const batch of begun.isThere ? [first, ...others] : others) state = await add(context, state, batch);
  return { held, unstored };
}

/** @returns record ids; none where the server has no such scope @throws DataError; RecordsClientError `erased` */
export async function heldUnassigned(context: DataContext, scope: string): Promise<ReadonlySet<string>> {
  const state = await loadScopeIfStored(context, { purpose: 'unassigned', scope });
  return new Set(state?.current.keys());
}

/** A resource and its name, which are written together. @returns null where the server does not take its large data */
async function draftsOf(
  context: DataContext,
  scope: string,
  { id, text, large = [], names }: NewlyListed,
): Promise<Draft[] | null> {
  const of = { base: 0, compartment: 'clinical' } as const;
  const plain = { text, binaries: [] };
  const reduced = large.length === 0 ? plain : await bringLargeData(context, scope, of.compartment, text, large);
  if (reduced === null) return null;
  const { binaries } = reduced;
  const resource: Draft = { ...of, resource: id, kind: 'resource', bytes: utf8(reduced.text), binaries };
  if (names === null) return [resource];
  const bytes = encodeNames({ names: [...names.names] });
  return [resource, { ...of, resource: names.id, kind: 'names', bytes }];
}

async function begin(
  context: DataContext,
  name: ScopeName,
  reason: UnassignedReason,
  batch: readonly Draft[],
): Promise<{ readonly state: ScopeState; readonly isThere: boolean }> {
  const erasure = Uint8Array.from(context.environment.random(32));
  const { publicKey } = await context.keys.eraser(name);
  const keys = { erasure: toBase64url(erasure), eraser: toBase64url(publicKey) };
  const create = { purpose: 'unassigned', reason, ...keys } as const;
  try {
    const { state } = await writeScope(context, name, null, erasure, batch, {
      kind: 'import',
      listed: listedIn(batch),
      create,
    });
    return { state, isThere: false };
  } catch (error) {
    if (!(error instanceof RecordsClientError) || error.code !== 'conflict') throw error;
    return { state: await loadScope(context, name, null), isThere: true };
  }
}

async function add(context: DataContext, state: ScopeState, batch: readonly Draft[]): Promise<ScopeState> {
  const missing = batch.filter(({ resource }) => !state.current.has(resource));
  if (missing.length === 0) return state;
  const outcome = await writeScope(context, state, state, state.erasure, missing, {
    kind: 'import',
    listed: listedIn(missing),
  });
  if (!outcome.ok) throw untrusted('an unassigned resource that somebody else wrote');
  return outcome.state;
}

function listedIn(drafts: readonly Draft[]): number {
  return drafts.filter(({ kind }) => kind === 'resource').length;
}
