import { recordsLimits, type SealedScope } from '@etanche/core-records-protocol';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';

/** Greatest number of pages of a scope or a history: a page has 500 packs, or some megabytes. */
export const mostPages = 200;
/** Greatest number of restarts after concurrent writes to the scope. */
const mostStarts = 5;

/**
 * Fetches all pages of a scope. After a write between two pages it starts again, because no head covers a mixture of
 * two states.
 *
 * @param since sequence of the head after which to fetch changes, 0 for all
 * @param content `all` for the content of every pack that the server does not withhold
 */
export async function fetchScope(
  context: DataContext,
  scope: string,
  since: number,
  content?: 'all',
): Promise<SealedScope> {
  for (let start = 0; start < mostStarts; start++) {
    const first = await fetchPage(context, scope, { since, content });
    const packs = [...first.packs];
    const heads = new Set(first.heads);
    let page = first;
    for (let pages = 1; page.next !== undefined && page.head === first.head; pages++) {
      if (pages === mostPages) throw untrusted('a scope with too many pages');
      page = await fetchPage(context, scope, { since, content, after: page.next });
      packs.push(...page.packs);
      for (const head of page.heads) heads.add(head);
    }
    if (page.head === first.head) {
      return { ...first, freshness: page.freshness, packs, heads: Array.from(heads) };
    }
  }
  throw new DataError('could_not_check', 'the scope changes faster than it can be read', { reason: 'unavailable' });
}

async function fetchPage(
  context: DataContext,
  scope: string,
  { since, after, content }: { readonly since: number; readonly after?: string; readonly content?: 'all' | undefined },
): Promise<SealedScope> {
  const { environment, session, options, own } = context;
  const query = {
    ...(since === 0 ? {} : { since }),
    ...(after !== undefined && { after }),
    ...(content && { content }),
  };
  const page = await traced(options.trace, 'network', () => session.call('readScope', { params: { scope }, query }));
  if (page.followed !== true) own.add({ kind: 'read', scope, sequence: null, at: environment.now() });
  else if (since === 0 || !isCovered(context, scope)) throw untrusted('a read that the audit log does not show');
  return page;
}

/** Whether a leaf of this session was expected recently enough to cover another read (docs/protocol.md 8.3). */
function isCovered({ own, environment, options }: DataContext, scope: string): boolean {
  const last = own.lastRead(scope);
  const followMs = recordsLimits.followMinutes * 60_000 + options.freshnessSeconds * 1000;
  return last !== null && environment.now() - last <= followMs;
}
