import { recordsLimits, type PackCopies } from '@etanche/core-records-protocol';
import { entryOf } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { groupsToCarry } from '../scope/carry-versions.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft, type WriteExtras } from '../scope/write-scope.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { examineFile, type LostVersion } from './examine-file.ts';

/**
 * Makes a damaged file readable (docs/protocol.md 8.5): new packs carry what damaged ones alone had and could be found,
 * and the head marks every current version that could not be found as lost. The last usable version of Patient and
 * index takes the place of a lost one, and of versions with which the file does not open. Nothing is emptied, and a
 * later repair with more copies ends a loss.
 *
 * @returns the state after it
 * @throws DataError `not_entitled`, `could_not_check` if the file cannot be opened without more copies
 */
export async function repairFile(context: DataContext, scope: string, copies?: PackCopies): Promise<ScopeState> {
  if (!context.practice.roles().includes('doctor')) throw new DataError('not_entitled', 'only doctors repair files');
  const { state: before, carried, lost, refused, isRepairable } = await examineFile(context, scope, copies);
  if (!isRepairable) throw untrusted('a file without its Patient or index');
  const groups = Array.from(Map.groupBy(carried, ({ place }) => place.compartment)).flatMap(([compartment, versions]) =>
    groupsToCarry(compartment, versions.map(entryOf)),
  );
  let state = before;
  const write = async (drafts: readonly Draft[], extras: WriteExtras): Promise<void> => {
    const written = await writeScope(context, state, state, state.erasure, drafts, extras);
    if (!written.ok) throw new RecordsClientError('conflict', 'another member wrote to the file');
    ({ state } = written);
  };
  for (let i = 0; i < Math.max(groups.length, Math.ceil(lost.length / mostLost)); i++) {
    const some = lost.slice(i * mostLost, (i + 1) * mostLost);
    const named = { lost: some.map(({ resource }) => resource), carried: groups.slice(i, i + 1) };
    const needed = some.filter(({ isNeeded, last }) => isNeeded && last !== null);
    await write(needed.map(draftOf), { kind: 'repair', ...named });
  }
  if (refused.length > 0) await write(refused.map(draftOf), { kind: 'edit', carried: [] });
  return loadScope(context, state, null);
}

const mostLost = recordsLimits.versionsPerWrite;

/** The last usable version as the next one, or a deletion where there is none. */
function draftOf({ resource, version, compartment, last }: LostVersion): Draft {
  const { kind, bytes } = last ?? { kind: 'deletion', bytes: new Uint8Array() };
  return { resource, base: version, compartment, kind, bytes };
}
