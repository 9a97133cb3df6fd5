import type { Resource } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import { openDay, type AgendaDay } from './agenda-day.ts';
import { isListFree, openList, type MemberList } from './list.ts';
import { dayLoads, type DayLoad } from './day-loads.ts';

/** The agendas of a practice. All methods throw DataError or RecordsClientError. */
export type Agenda = {
  /** Opens a day: one unit, unless it was opened since the last lock. @param date `YYYY-MM-DD` */
  day(practitioner: string, date: string): Promise<AgendaDay>;
  /**
   * Opens the list of a member: tasks, messages and results to see. One unit, unless it was opened since the last lock
   * or nothing was ever on it. The reception's part has no clinical content, and a member without the clinical part
   * does not get the rest. Further pages open when they are asked for (`MemberList`).
   *
   * @param onPage called with each page that opens, the first one too
   */
  list(member: string, onPage?: (page: AgendaDay) => void): Promise<MemberList>;
  /** True if opening a member's list costs no unit now: this device has its output, or it does not exist yet. */
  isListFree(member: string): Promise<boolean>;
  /** How many entries each day has, as the server claims. Opens no day. @param range `YYYY-MM-DD`, both included */
  loads(range: { readonly from: string; readonly to: string }): Promise<readonly DayLoad[]>;
  /**
   * Books an Appointment whose `start` is on that day; its practitioner is added to the participants.
   *
   * @param id from the change of an `uncertain` error, so that a booking that arrived is not repeated
   * @returns its record id
   */
  book(day: AgendaDay, appointment: Resource, id?: string): Promise<string>;
  /** Rewrites an entry, for example with another status, time or patient. */
  change(day: AgendaDay, entry: string, appointment: Resource): Promise<void>;
  /**
   * Moves an entry to another day or practitioner. It is written there first and then removed here, so that a failure
   * duplicates it and never loses it; the same call again completes the move.
   */
  move(from: AgendaDay, entry: string, to: AgendaDay, appointment: Resource): Promise<string>;
  /** Marks the entry as cancelled, with the reason as free text. A new entry may replace it when the day is full. */
  cancel(day: AgendaDay, entry: string, reason: string | null): Promise<void>;
};

export function createAgenda(context: DataContext): Agenda {
  return {
    day: (practitioner, date) => openDay(context, { practitioner, date }),
    list: (member, onPage) => openList(context, member, onPage),
    isListFree: (member) => isListFree(context, member),
    loads: (range) => dayLoads(context, range),
    book: (day, appointment, id) => day.put(appointment, null, id),
    async change(day, entry, appointment) {
      entryOf(day, entry);
      await day.put(appointment, entry);
    },
    async move(from, entry, to, appointment) {
      if (from === to) return to.put(appointment, entry);
      entryOf(from, entry);
      const moved = await to.put(appointment, null, entry);
      await from.remove(entry);
      return moved;
    },
    async cancel(day, entry, reason) {
      const { resource } = entryOf(day, entry);
      const cancelled = { ...resource, status: 'cancelled' };
      await day.put(reason === null ? cancelled : { ...cancelled, cancelationReason: { text: reason } }, entry);
    },
  };
}

function entryOf(day: AgendaDay, id: string): FileResource {
  const entry = day.entries().find((one) => one.id === id);
  if (entry === undefined) throw new DataError('conflict', 'the day no longer has this entry');
  return entry;
}
