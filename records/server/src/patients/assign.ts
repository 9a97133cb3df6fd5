import { parseList, type AnswerOf, type Assignment, type dataRoutes, type Write } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import type { Tx } from '../store/store.ts';
import { decode } from '../data/decode.ts';
import { writeScope, type WriteDependencies } from './write-scope.ts';

/**
 * Writes unassigned resources into a patient's file and marks them as decided, in one transaction that the caller
 * commits: the second one of two concurrent doctors finds the resource decided (docs/protocol.md 8.7).
 *
 * @throws Refusal; the transaction must then be rolled back
 */
export async function assignResources(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  { file, unassigned, decision }: Assignment,
): Promise<AnswerOf<typeof dataRoutes.assign>> {
  // A full URL and the mark of a later version are further versions of the file.
  if (countNew(decision) === 0 || countNew(file) < countNew(decision)) {
    throw new Refusal('request_invalid', { detail: 'at least as many versions in the file as are decided' });
  }
  // Every transaction locks the unassigned scope first, which prevents deadlocks.
  const decided = await writeScope(dependencies, tx, session, unassigned, decision, null, 'unassigned');
  const written = await writeScope(dependencies, tx, session, scope, file, null, 'scope');
  return { file: written, decision: decided };
}

function countNew({ packs }: Write): number {
  const lists = packs.flatMap(({ carries, list }) => (carries === true ? [] : [parseList(decode(list, 'list'))]));
  return lists.reduce((sum, { length }) => sum + length, 0);
}
