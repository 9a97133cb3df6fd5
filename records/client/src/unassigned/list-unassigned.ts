import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import type { UnassignedReason } from '@etanche/core-records-protocol';

/** A scope of the list. It identifies no patient: opening its resources costs a unit. */
export type UnassignedEntry = {
  readonly scope: string;
  /** Why the import could not determine the patient. */
  readonly reason: UnassignedReason;
  /** Number of resources that no doctor has assigned or rejected yet. */
  readonly open: number;
  /** Time at which an import last added a resource, in milliseconds since 1970. */
  readonly added: number;
};

/**
 * Lists all scopes with resources that no doctor has decided. The client cannot detect an entry that the server omits,
 * as in a search.
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
