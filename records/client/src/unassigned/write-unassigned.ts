import { toBase64url, utf8 } from '@etanche/core-wire';
import { encodeNames } from '@etanche/core-sealing';
import type { UnassignedReason } from '@etanche/core-records-protocol';
import type { LargeData } from '@etanche/records-fhir';
import { importLargeData } from '../attachments/store-data.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import type { ImportedNames } from '../import/write-imported-patient.ts';
import { groupBatches } from '../patients/draft-batches.ts';
import { loadScope, loadScopeIfStored } from '../scope/load-scope.ts';
import type { ScopeName } from '../scope/scope-name.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';

/** Resources that one unit opens together: all resources of one person in a source, or one resource. */
export type NewUnassigned = {
  readonly scope: string;
  readonly reason: UnassignedReason;
  readonly resources: readonly NewListedResource[];
};

type NewListedResource = {
  readonly id: string;
  /** The exact text of the source. */
  readonly text: string;
  /** Data of `text` that are stored separately; absent if the text fits in one record. */
  readonly large?: readonly LargeData[];
  /** A separate record with the full URL of the source. */
  readonly names: Pick<ImportedNames, 'id' | 'names'> | null;
};

export type UnassignedWriteResult = {
  /** Record ids that the server had before, including decided resources. */
  readonly stored: ReadonlySet<string>;
  /** Record ids of resources whose large data the server rejected. They are not on the list. */
  readonly unstored: ReadonlySet<string>;
};

/**
 * Adds resources to the unassigned list, in the compartment `clinical`. The same call resumes after a failure:
 * resources that the server already has are not written again, whether or not a doctor has decided about them.
 *
 * @throws DataError; RecordsClientError `erased` if all resources of the scope were decided and destroyed
 */
export async function writeUnassigned(
  context: DataContext,
  { scope, reason, resources }: NewUnassigned,
): Promise<UnassignedWriteResult> {
  const name: ScopeName = { purpose: 'unassigned', scope, element: undefined };
  await context.keys.unlock(name);
  // Large data are stored before the write, so the client first reads which resources the server has.
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
  if (first === undefined) return { stored: new Set(known?.current.keys()), unstored };
  const created = known === null ? await createScope(context, name, reason, first) : { state: known, isNew: false };
  let { state } = created;
  const stored = new Set(created.isNew ? [] : state.current.keys());
  for (const batch of created.isNew ? others : [first, ...others]) state = await addBatch(context, state, batch);
  return { stored, unstored };
}

/** @returns record ids; empty if the server has no such scope @throws DataError; RecordsClientError `erased` */
export async function readUnassignedRecords(context: DataContext, scope: string): Promise<ReadonlySet<string>> {
  const state = await loadScopeIfStored(context, { purpose: 'unassigned', scope });
  return new Set(state?.current.keys());
}

/** Drafts of a resource and its name, which are written together. @returns null if the server rejects its large data */
async function draftsOf(
  context: DataContext,
  scope: string,
  { id, text, large = [], names }: NewListedResource,
): Promise<Draft[] | null> {
  const first = { base: 0, compartment: 'clinical' } as const;
  const whole = { text, binaries: [] };
  const reduced = large.length === 0 ? whole : await importLargeData(context, scope, first.compartment, text, large);
  if (reduced === null) return null;
  const { binaries } = reduced;
  const resource: Draft = { ...first, resource: id, kind: 'resource', bytes: utf8(reduced.text), binaries };
  if (names === null) return [resource];
  const bytes = encodeNames({ names: [...names.names] });
  return [resource, { ...first, resource: names.id, kind: 'names', bytes }];
}

/** Creates the scope with its first batch; reads it if another import created it first. */
async function createScope(
  context: DataContext,
  name: ScopeName,
  reason: UnassignedReason,
  batch: readonly Draft[],
): Promise<{ readonly state: ScopeState; readonly isNew: boolean }> {
  const erasure = Uint8Array.from(context.environment.random(32));
  const { publicKey } = await context.keys.eraser(name);
  const keys = { erasure: toBase64url(erasure), eraser: toBase64url(publicKey) };
  const create = { purpose: 'unassigned', reason, ...keys } as const;
  try {
    const { state } = await writeScope(context, name, null, erasure, batch, {
      kind: 'import',
      listed: countResources(batch),
      create,
    });
    return { state, isNew: true };
  } catch (error) {
    if (!(error instanceof RecordsClientError) || error.code !== 'conflict') throw error;
    return { state: await loadScope(context, name, null), isNew: false };
  }
}

async function addBatch(context: DataContext, state: ScopeState, batch: readonly Draft[]): Promise<ScopeState> {
  const missing = batch.filter(({ resource }) => !state.current.has(resource));
  if (missing.length === 0) return state;
  const outcome = await writeScope(context, state, state, state.erasure, missing, {
    kind: 'import',
    listed: countResources(missing),
  });
  if (!outcome.ok) throw untrusted('an unassigned resource that another importer wrote');
  return outcome.state;
}

function countResources(drafts: readonly Draft[]): number {
  return drafts.filter(({ kind }) => kind === 'resource').length;
}
