import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { waitingReasons, type UnassignedReason, type WaitingReason } from '@etanche/core-records-protocol';

/** A scope of the list. It identifies no patient: opening its resources costs a unit. */
type ListedScope<Reason> = {
  readonly scope: string;
  /** Why the patient is not determined. */
  readonly reason: Reason;
  /** Number of resources that no doctor has assigned or rejected yet. */
  readonly open: number;
  /** Time at which a resource was last added, in milliseconds since 1970. */
  readonly added: number;
};
/** Resources of an import. */
export type UnassignedEntry = ListedScope<UnassignedReason>;
/** A received report. */
export type WaitingEntry = ListedScope<WaitingReason>;

type Lists = { readonly imported: readonly UnassignedEntry[]; readonly received: readonly WaitingEntry[] };

/**
 * Lists all scopes with resources that no doctor has decided. The client cannot detect an entry that the server omits,
 * as in a search.
 *
 * @throws DataError; RecordsClientError `forbidden`
 */
export async function listUnassigned({ session, options }: DataContext): Promise<Lists> {
  const imported: UnassignedEntry[] = [];
  const received: WaitingEntry[] = [];
  for (let after: string | undefined; ;) {
    const query = after === undefined ? {} : { after };
    const page = await orCouldNotCheck('unassigned list', () =>
      traced(options.trace, 'network', () => session.call('unassigned', { query })),
    );
    for (const { time: added, reason, ...entry } of page.unassigned) {
      if (isWaiting(reason)) received.push({ ...entry, reason, added });
      else imported.push({ ...entry, reason, added });
    }
    if (page.next === undefined) return { imported, received };
    if (after !== undefined && page.next <= after) throw untrusted('an unassigned list without an end');
    after = page.next;
  }
}

function isWaiting(reason: UnassignedReason | WaitingReason): reason is WaitingReason {
  return waitingReasons.some((each) => each === reason);
}
