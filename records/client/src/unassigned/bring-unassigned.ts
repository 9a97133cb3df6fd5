import { toBase64url, utf8 } from '@etanche/core-wire';
import { encodeNames } from '@etanche/core-sealing';
import type { UnassignedReason } from '@etanche/core-records-protocol';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import type { BroughtNames } from '../import/bring-patient.ts';
import { groupBatches } from '../patients/draft-batches.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeName } from '../scope/scope-name.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';

/** Resources that one unit opens together: what a source says of one person, or one resource. */
export type NewUnassigned = {
  readonly scope: string;
  readonly reason: UnassignedReason;
  /** Record ids, exact texts, and the full URL that the source had for each, in a record of its own. */
  readonly resources: readonly {
    readonly id: string;
    readonly text: string;
    readonly names: Pick<BroughtNames, 'id' | 'names'> | null;
  }[];
};

/**
 * Adds resources to the unassigned list, all of them in the compartment `clinical`. An earlier import of the same resources
 * is continued: what the server holds is written no second time, whether or not a doctor has decided it.
 *
 * @returns the record ids that the server held before
 * @throws DataError; RecordsClientError `erased` where all of it was decided and destroyed
 */
export async function bringUnassigned(
  context: DataContext,
  { scope, reason, resources }: NewUnassigned,
): Promise<ReadonlySet<string>> {
  const name: ScopeName = { purpose: 'unassigned', scope, element: undefined };
  await context.keys.unlock(name);
  const groups = resources.map(({ id, text, names }): Draft[] => {
    const of = { base: 0, compartment: 'clinical' } as const;
    const resource: Draft = { ...of, resource: id, kind: 'resource', bytes: utf8(text) };
    if (names === null) return [resource];
    const bytes = encodeNames({ names: [...names.names] });
    return [resource, { ...of, resource: names.id, kind: 'names', bytes }];
  });
  const [first = [], ...others] = groupBatches(groups);
  const begun = await begin(context, name, reason, first);
  let { state } = begun;
  const before = new Set(begun.isThere ? state.current.keys() : []);
  for (const batch of begun.isThere ? groupBatches(groups) : others) state = await add(context, state, batch);
  return before;
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
