import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import type { UnassignedEntry } from './unassigned-entry.ts';

/**
 * All scopes with resources that nobody has decided. What the server leaves out is proved by nothing, as in a search.
 *
 * @throws DataError; RecordsClientError `forbidden`
 */
export async function listUnassigned({ session, options }: DataContext): Promise<readonly UnassignedEntry[]> {
  const entries: UnassignedEntry[] = [];
  for (let after: string | undefined; ;) {
    const query = after === undefined ? {} : { after };
    const page = await orCouldNotCheck('unassigned list', () =>
      traced(options.trace, 'network', () => session.call('unassigned', { query })),
    );
    entries.push(...page.unassigned.map(({ time: added, ...entry }) => ({ ...entry, added })));
    if (page.next === undefined) return entries;
    if (after !== undefined && page.next <= after) throw untrusted('an unassigned list without an end');
    after = page.next;
  }
}
