import { fromBase64url } from '@etanche/core-wire';
import type { AnswerOf, dataRoutes } from '@etanche/core-records-protocol';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { openReason } from './reason.ts';

type WireAccess = AnswerOf<typeof dataRoutes.accesses>['accesses'][number];
/**
 * An opening or change of a file: member, time, and the explanation of an emergency opening. `index` is its leaf in the
 * audit log.
 */
export type Access = Omit<WireAccess, 'sealed'> & { readonly explanation: string | null };

/**
 * Reads the accesses to a file, newest first, at most 200. The latest accesses may not be numbered yet.
 *
 * @param before index before which to continue: `next` of the previous page
 * @throws DataError; RecordsClientError
 */
export async function readAccesses(
  context: DataContext,
  state: ScopeState,
  before?: number,
): Promise<{ readonly accesses: readonly Access[]; readonly next: number | null }> {
  return orCouldNotCheck('accesses', async () => {
    const query = before === undefined ? {} : { before };
    const answer = await context.session.call('accesses', { params: { scope: state.scope }, query });
    const { accesses, next } = answer;
    const ordered = accesses.every(({ index }, i) => index < (accesses[i - 1]?.index ?? before ?? Infinity));
    if (!ordered) throw untrusted('accesses out of order');
    return { accesses: await Promise.all(accesses.map((one) => explained(context, state, one))), next: next ?? null };
  });
}

async function explained(context: DataContext, state: ScopeState, { sealed, ...access }: WireAccess): Promise<Access> {
  if (sealed === undefined) return { ...access, explanation: null };
  const explanation = await openReason(context, state, fromBase64url(sealed, undefined));
  return { ...access, explanation };
}
