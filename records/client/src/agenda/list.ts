import { keySetPurpose, scopeInput } from '@etanche/core-sealing';
import { isOfList, isOver } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { openEntries, type AgendaDay } from './agenda-day.ts';
import { findDay } from './day-scope.ts';

/** The day under which the server stores a member's list. No appointment is on it. */
export const listDate = '0001-01-01';

/** Open tasks of each part. Together they are the 40 people whom the vaults count for an opened day. */
const most = { identity: 16, clinical: 24 } as const;

const dayMs = 86_400_000;

/** @throws DataError; RecordsClientError */
export function openList(context: DataContext, member: string): Promise<AgendaDay> {
  return openEntries(
    context,
    { practitioner: member, date: listDate },
    {
      prepare(task) {
        if (isOfList(task, member)) return task;
        const issues = [{ place: 0, path: 'Task.groupIdentifier', code: 'value' }];
        throw new DataError('invalid_resource', 'the resource is not a task of this list', { issues });
      },
      isValid: (task) => isOfList(task, member),
      // The day before, because a day of the practice may end after that of UTC.
      isReplaceable: (task) => isOver(task, new Date(context.environment.now() - dayMs).toISOString().slice(0, 10)),
      most,
      full: 'list_full',
    },
  );
}

/** True if no vault has to evaluate anything to open the list. @throws DataError; RecordsClientError */
export async function isListFree(context: DataContext, member: string): Promise<boolean> {
  const scope = await findDay(context, { practitioner: member, date: listDate });
  if (scope === null) return true;
  const { scopeRoot } = context.secrets.shared();
  const input = await scopeInput(scopeRoot, context.practice.id, 'agenda', scope);
  const stored = await context.secrets.storedOutputs()?.find(keySetPurpose('agenda'), input);
  stored?.fill(0);
  return stored !== undefined && stored !== null;
}
