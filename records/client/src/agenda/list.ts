import { keySetPurpose, scopeInput } from '@etanche/core-sealing';
import { isOfList, isOver } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { openEntries, type AgendaDay } from './agenda-day.ts';
import { findDay, findDays } from './day-scope.ts';

/** A list has at most so many pages, each with a scope and places of its own. */
const mostPages = 9;

/** The day under which the server stores a page of a member's list. No appointment is on it. @param page from 1 */
export function listDate(page: number): string {
  return `0001-01-${String(page).padStart(2, '0')}`;
}

/** Open tasks of each part of a page. Together they are the 40 people whom the vaults count for an opened day. */
const most = { identity: 16, clinical: 24 } as const;

const dayMs = 86_400_000;

/**
 * The list of a member: its first page, and those that were opened since. `entries`, `version`, `refresh` and `put` are
 * about all of these; a new entry goes to the first page, or with `mayOverflow` to the last one, or a new one, if the
 * first has no place.
 */
export type MemberList = AgendaDay & {
  /** Whether a page has entries that is not open. Costs no unit. @throws DataError; RecordsClientError */
  readonly hasMore: () => Promise<boolean>;
  /**
   * Opens the next page that has entries, for one unit.
   *
   * @returns false if there is none
   * @throws DataError; RecordsClientError
   */
  readonly openNext: () => Promise<boolean>;
};

/** @param onPage called with each page that opens, the first one too @throws DataError; RecordsClientError */
export async function openList(
  context: DataContext,
  member: string,
  onPage: (page: AgendaDay) => void = () => undefined,
): Promise<MemberList> {
  const pages = new Map<number, Promise<AgendaDay>>();
  const opened = new Map<number, AgendaDay>();
  const open = (page: number): Promise<AgendaDay> => {
    const known = pages.get(page);
    if (known !== undefined) return known;
    const opening = openPage(context, member, page).then((day) => {
      opened.set(page, day);
      onPage(day);
      return day;
    });
    pages.set(page, opening);
    opening.catch(() => pages.delete(page));
    return opening;
  };
  const first = await open(1);
  const all = (): AgendaDay[] =>
    Array.from(opened.keys())
      .toSorted((one, other) => one - other)
      .flatMap((page) => opened.get(page) ?? []);
  /** Pages that have a scope. The number of entries is the server's claim, so that it hides no page. */
  const stored = async (): Promise<number[]> => {
    const further = Array.from({ length: mostPages - 1 }, (_, i) => listDate(i + 2));
    const dates: [string, ...string[]] = [listDate(1), ...further];
    const found = await findDays(context, member, dates);
    return dates.flatMap((date, i) => (found.has(date) ? [i + 1] : []));
  };
  const unopened = async (): Promise<number[]> => (await stored()).filter((page) => !opened.has(page));
  return {
    ...first,
    entries: () => all().flatMap((page) => page.entries()),
    version: (entry) => Math.max(...all().map((page) => page.version(entry))),
    async refresh() {
      await Promise.all(all().map((page) => page.refresh()));
    },
    async put(task, entry, wanted, fit = {}) {
      const id = entry ?? wanted;
      const holder = id === undefined ? undefined : all().find((page) => page.version(id) > 0);
      if (holder !== undefined || entry !== null || fit.mayOverflow !== true)
        return (holder ?? first).put(task, entry, wanted, fit);
      try {
        return await first.put(task, null, wanted, fit);
      } catch (error) {
        if (!isFull(error)) throw error;
      }
      // Each page costs a unit, so that those between the first and the last one are not tried.
      for (let page = Math.max(2, ...(await stored())); ; page += 1) {
        try {
          return await (await open(page)).put(task, null, wanted, fit);
        } catch (error) {
          if (!isFull(error) || page === mostPages) throw error;
        }
      }
    },
    async remove(entry, base) {
      const holder = all().find((page) => page.version(entry) > 0) ?? first;
      await holder.remove(entry, base);
    },
    hasMore: async () => (await unopened()).length > 0,
    async openNext() {
      const [page] = await unopened();
      if (page === undefined) return false;
      await open(page);
      return true;
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof DataError && error.code === 'list_full';
}

function openPage(context: DataContext, member: string, page: number): Promise<AgendaDay> {
  return openEntries(
    context,
    { practitioner: member, date: listDate(page) },
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

/** True if no vault has to evaluate anything to open the first page. @throws DataError; RecordsClientError */
export async function isListFree(context: DataContext, member: string): Promise<boolean> {
  const scope = await findDay(context, { practitioner: member, date: listDate(1) });
  if (scope === null) return true;
  const { scopeRoot } = context.secrets.shared();
  const input = await scopeInput(scopeRoot, context.practice.id, 'agenda', scope);
  const stored = await context.secrets.storedOutputs()?.find(keySetPurpose('agenda'), input);
  stored?.fill(0);
  return stored !== undefined && stored !== null;
}
