import {
  atOtherTime,
  blockReasons,
  buildAppointment,
  buildBlockedTime,
  practicalNotes,
  readAppointment,
  withAppointmentState,
  withoutPractitioners,
  type Resource,
} from '@etanche/records-fhir';
import { timerSleep } from '@etanche/core-wire';
import { DataError, type AgendaDay } from '@etanche/records-client';
import type { AgendaCalls, DayView, EntryName, NewAppointment } from '../../port/agenda-calls.ts';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { kindNamed } from '../../port/appointment-kinds.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { startSeries, type RunningSeries } from '../appointment-series.ts';
import { calendarFile } from '../calendar-file.ts';
import { failureOf } from '../failure-of.ts';
import { freePlaces } from '../free-places.ts';
import type { SessionHost } from '../session-host.ts';
import { plusMinutes } from '../zoned-time.ts';

/** Days that a search for a free place opens at most: each may cost a unit of the agenda quota. */
const mostSearchedDays = 14;

export function createAgendaCalls(host: SessionHost, emit: WorkerSide['emit']): Pick<Handlers, keyof AgendaCalls> {
  const days = new Map<string, Promise<AgendaDay>>();
  const series = new Map<string, RunningSeries>();
  let closing = new AbortController();
  host.onClose(() => {
    days.clear();
    series.clear();
    closing.abort();
    closing = new AbortController();
  });
  const changed = (practitioner: string, date: string): void => {
    emit('agenda', { practitioner, date });
  };
  const open = (practitioner: string, date: string): Promise<AgendaDay> => {
    const key = `${practitioner}/${date}`;
    const known = days.get(key);
    if (known !== undefined) return known;
    const opening = host.open().data.agenda.day(practitioner, date);
    days.set(key, opening);
    const follow = (day: AgendaDay): void => {
      host.open().data.live.followDay(day, (change) => {
        // Opened again, it shows why it ended.
        if (change !== 'changed') days.delete(key);
        changed(practitioner, date);
      });
    };
    opening.then(follow).catch(() => days.delete(key));
    return opening;
  };
  /** Shows the days as they are after a write, also after a conflict: they have the other member's version then. */
  const showing = async <T>(
    days: readonly { readonly practitioner: string; readonly date: string }[],
    write: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await write();
    } finally {
      for (const { practitioner, date } of days) changed(practitioner, date);
    }
  };
  const entryOf = async ({ practitioner, date, entry }: EntryName): Promise<{ day: AgendaDay; resource: Resource }> => {
    const day = await open(practitioner, date);
    const found = day.entries().find(({ id }) => id === entry);
    if (found === undefined) throw new DataError('conflict', 'the day no longer has this entry');
    return { day, resource: found.resource };
  };
  const times = (start: string, minutes: number) => ({
    start: withPracticeOffset(start),
    end: withPracticeOffset(plusMinutes(start, minutes)),
    minutes,
  });
  const book = async ({ practitioner, start, minutes, patient, kind, notes }: NewAppointment): Promise<string> => {
    const date = start.slice(0, 10);
    const day = await open(practitioner, date);
    const appointment = buildAppointment({
      ...times(start, minutes),
      ...{ patient, kind: kindNamed(kind), notes: practicalNotes.filter((note) => notes.includes(note)) },
    });
    return showing([{ practitioner, date }], () => host.open().data.agenda.book(day, appointment));
  };

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
    agendaBook: book,
    async agendaBlock({ practitioner, start, minutes, reason }) {
      if (!blockReasons.includes(reason)) throw new DataError('invalid_resource', 'the reason is not on the list');
      const date = start.slice(0, 10);
      const day = await open(practitioner, date);
      const blocked = buildBlockedTime(times(start, minutes), reason);
      return showing([{ practitioner, date }], () => host.open().data.agenda.book(day, blocked));
    },
    agendaLoads: async (range) => host.open().data.agenda.loads(range),
    agendaOpenDays: () => Promise.resolve(Array.from(days.keys(), dayOfKey)),
    agendaRepeat(asked) {
      host.open();
      const { signal } = closing;
      const { practitioner } = asked.first;
      const id = crypto.randomUUID();
      const running = startSeries(id, asked, {
        now: Date.now,
        wait: (ms) => timerSleep(ms, signal).catch(() => undefined),
        isClosed: () => signal.aborted,
        async isFree(_, date) {
          const day = await days.get(`${practitioner}/${date}`);
          // The first entry of a day creates its scope, which costs a unit too.
          return day !== undefined && day.entries().length > 0;
        },
        entries: async (_, date) => viewOf(await open(practitioner, date)).entries,
        book: async ({ first }, at) => {
          await book({ ...first, start: at });
        },
        failureOf,
        show: (progress) => {
          emit('series', progress);
        },
      });
      series.set(id, running);
      emit('series', running.progress());
      return Promise.resolve(id);
    },
    agendaStopSeries({ id }) {
      series.get(id)?.stop();
      return Promise.resolve(null);
    },
    agendaSeries: () => Promise.resolve(Array.from(series.values(), (one) => one.progress())),
    async agendaCalendarFile({ practitioners, dates, hasNames }) {
      const known = Array.from(days.keys(), dayOfKey).filter(
        ({ practitioner, date }) => practitioners.includes(practitioner) && dates.includes(date),
      );
      const views = await Promise.all(known.map(async (day) => viewOf(await open(day.practitioner, day.date))));
      const events = views.flatMap(({ entries }) =>
        entries.map((entry) => ({
          ...entry,
          summary: hasNames ? (entry.patient?.name ?? entry.otherName ?? 'Occupé') : 'Occupé',
        })),
      );
      return calendarFile(events, practiceTimeZone(), Date.now());
    },
    async agendaSetState({ state, reason, ...name }) {
      const { day, resource } = await entryOf(name);
      const next = withAppointmentState(resource, state, Date.now(), reason);
      await showing([name], () => host.open().data.agenda.change(day, name.entry, next));
      return null;
    },
    async agendaMove({ to, ...name }) {
      const { day, resource } = await entryOf(name);
      const target = await open(to.practitioner, to.start.slice(0, 10));
      const moved = atOtherTime(resource, times(to.start, to.minutes));
      const placed = to.practitioner === name.practitioner ? moved : withoutPractitioners(moved);
      const days = [name, { practitioner: to.practitioner, date: to.start.slice(0, 10) }];
      await showing(days, () => host.open().data.agenda.move(day, name.entry, target, placed));
      return null;
    },
    async agendaFree({ practitioners, from, days: count, minutes, most }) {
      const now = practiceClock();
      return freePlaces({
        ...{ practitioners, minutes, most },
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

function dayOfKey(key: string): { practitioner: string; date: string } {
  const [practitioner = '', date = ''] = key.split('/');
  return { practitioner, date };
}
