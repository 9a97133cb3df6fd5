import {
  atOtherTime,
  buildAppointment,
  practicalNotes,
  readAppointment,
  withAppointmentState,
  withoutPractitioners,
  type Resource,
} from '@etanche/records-fhir';
import { DataError, type AgendaDay } from '@etanche/records-client';
import type { AgendaCalls, DayView, EntryName } from '../../port/agenda-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { Site } from '../../port/site.ts';
import { kindNamed } from '../../port/appointment-kinds.ts';
import { freePlaces } from '../free-places.ts';
import type { SessionHost } from '../session-host.ts';
import { localTime, plusMinutes, withOffset } from '../zoned-time.ts';

/** Days that a search for a free place opens at most: each may cost a unit of the agenda quota. */
const mostSearchedDays = 14;

export function createAgendaCalls(
  host: SessionHost,
  { timeZone, weekdays }: Site,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof AgendaCalls> {
  const days = new Map<string, Promise<AgendaDay>>();
  host.onClose(() => {
    days.clear();
  });
  const open = (practitioner: string, date: string): Promise<AgendaDay> => {
    const key = `${practitioner}/${date}`;
    const known = days.get(key);
    if (known !== undefined) return known;
    const opening = host.open().data.agenda.day(practitioner, date);
    days.set(key, opening);
    opening.catch(() => days.delete(key));
    return opening;
  };
  const changed = (practitioner: string, date: string): void => {
    emit('agenda', { practitioner, date });
  };
  const entryOf = async ({ practitioner, date, entry }: EntryName): Promise<{ day: AgendaDay; resource: Resource }> => {
    const day = await open(practitioner, date);
    const found = day.entries().find(({ id }) => id === entry);
    if (found === undefined) throw new DataError('conflict', 'the day no longer has this entry');
    return { day, resource: found.resource };
  };
  const times = (start: string, minutes: number) => ({
    start: withOffset(start, timeZone),
    end: withOffset(plusMinutes(start, minutes), timeZone),
    minutes,
  });

  return {
    agendaDay: async ({ practitioner, date }) => viewOf(await open(practitioner, date)),
    async agendaRefresh({ practitioner, date }) {
      const day = await open(practitioner, date);
      const before = JSON.stringify(viewOf(day));
      await day.refresh();
      const view = viewOf(day);
      if (JSON.stringify(view) !== before) changed(practitioner, date);
      return view;
    },
    async agendaBook({ practitioner, start, minutes, patient, kind, notes }) {
      const date = start.slice(0, 10);
      const day = await open(practitioner, date);
      const appointment = buildAppointment({
        ...times(start, minutes),
        ...{ patient, kind: kindNamed(kind), notes: practicalNotes.filter((note) => notes.includes(note)) },
      });
      const entry = await host.open().data.agenda.book(day, appointment);
      changed(practitioner, date);
      return entry;
    },
    async agendaSetState({ state, reason, ...name }) {
      const { day, resource } = await entryOf(name);
      const next = withAppointmentState(resource, state, Date.now(), reason);
      await host.open().data.agenda.change(day, name.entry, next);
      changed(name.practitioner, name.date);
      return null;
    },
    async agendaMove({ to, ...name }) {
      const { day, resource } = await entryOf(name);
      const target = await open(to.practitioner, to.start.slice(0, 10));
      const moved = atOtherTime(resource, times(to.start, to.minutes));
      const placed = to.practitioner === name.practitioner ? moved : withoutPractitioners(moved);
      await host.open().data.agenda.move(day, name.entry, target, placed);
      changed(name.practitioner, name.date);
      if (target !== day) changed(to.practitioner, to.start.slice(0, 10));
      return null;
    },
    async agendaFree({ practitioners, from, days: count, minutes, most }) {
      const now = localTime(Date.now(), timeZone);
      return freePlaces({
        ...{ practitioners, minutes, most, weekdays },
        from: from < now ? now : from,
        days: Math.min(count, mostSearchedDays),
        entriesOf: async (practitioner, date) => viewOf(await open(practitioner, date)).entries,
      });
    },
  };
}

function viewOf(day: AgendaDay): DayView {
  const entries = day.entries().map(({ id, resource }) => readAppointment(id, resource));
  return { practitioner: day.practitioner, date: day.date, entries };
}
