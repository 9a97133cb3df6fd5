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
import { DataError, ofPractitioner, type AgendaDay } from '@etanche/records-client';
import type { AgendaCalls, DayView, EntryName, NewAppointment, Stored } from '../../port/agenda-calls.ts';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { kindNamed } from '../../port/appointment-kinds.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { startSeries, type RunningSeries } from '../appointment-series.ts';
import { calendarFile } from '../calendar-file.ts';
import { failureOf } from '../failure-of.ts';
import { freePlaces } from '../free-places.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import type { OpenDays } from '../open-days.ts';
import type { Outbox } from '../outbox.ts';
import type { SessionHost } from '../session-host.ts';
import { agendaEntries, overlaidDay, type Overlaid } from '../unsent/overlay.ts';
import { overlapping } from '../unsent/overlapping.ts';
import { readText, type Put } from '../unsent/settle-put.ts';
import { plusMinutes } from '../zoned-time.ts';

/** Days that a search for a free place opens at most: each may cost a unit of the agenda quota. */
const mostSearchedDays = 14;

export function createAgendaCalls(
  host: SessionHost,
  days: OpenDays,
  outbox: Outbox,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof AgendaCalls> {
  const series = new Map<string, RunningSeries>();
  let closing = new AbortController();
  host.onClose(() => {
    series.clear();
    closing.abort();
    closing = new AbortController();
  });
  const viewOf = (day: AgendaDay): DayView => {
    const { practitioner, date } = day;
    return { practitioner, date, entries: agendaEntries(day, outbox.waiting()) };
  };
  const times = (start: string, minutes: number) => ({
    start: withPracticeOffset(start),
    end: withPracticeOffset(plusMinutes(start, minutes)),
    minutes,
  });
  /** The entry as the screen shows it, which may not be sent yet. */
  const entryOf = async ({ practitioner, date, entry }: EntryName): Promise<Overlaid> => {
    const shown = overlaidDay(await days.open(practitioner, date), outbox.waiting());
    const found = shown.find(({ id }) => id === entry);
    if (found === undefined) throw new DataError('conflict', 'the day no longer has this entry');
    return found;
  };
  /** Sends an entry of a day, or stores it until the server answers. */
  const submit = async (
    to: { readonly practitioner: string; readonly date: string },
    put: Put,
    fit: { readonly from: EntryName | null; readonly known: readonly string[] | null },
  ): Promise<boolean> => {
    const { practitioner, date } = to;
    const from = fit.from === null ? null : { practitioner: fit.from.practitioner, date: fit.from.date };
    const target = { place: 'day', practitioner, date, from, known: fit.known } as const;
    const scope = readAppointment(put.id, readText(put.text ?? '') ?? {}).patient?.scope ?? '';
    const entry = {
      kind: 'appointment',
      scope,
      at: Date.now(),
      puts: [put],
      tried: [],
      isSent: false,
      visit: null,
    } as const;
    return outbox.submit(`appointment/${crypto.randomUUID()}`, { ...entry, target });
  };
  /** Ids of what is on the screen at the same time: a double booking that its author sees needs no decision. */
  const knownAt = async (practitioner: string, appointment: Resource): Promise<readonly string[]> => {
    const day = await days.open(practitioner, readAppointment('', appointment).start.slice(0, 10));
    return overlapping(appointment, overlaidDay(day, outbox.waiting())).map(({ id }) => id);
  };
  const add = async (practitioner: string, start: string, built: Resource): Promise<Stored> => {
    const date = start.slice(0, 10);
    const appointment = { ...ofPractitioner(built, { practitioner, date }), id: crypto.randomUUID() };
    const id = newRecordId();
    const put = { id, text: JSON.stringify(appointment), base: 0, before: null };
    const known = await knownAt(practitioner, appointment);
    return { entry: id, isSent: await submit({ practitioner, date }, put, { from: null, known }) };
  };
  const appointmentOf = ({ start, minutes, patient, kind, notes }: NewAppointment): Resource =>
    buildAppointment({
      ...times(start, minutes),
      ...{ patient, kind: kindNamed(kind), notes: practicalNotes.filter((note) => notes.includes(note)) },
    });

  return {
    agendaDay: async ({ practitioner, date }) => viewOf(await days.open(practitioner, date)),
    async agendaRefresh({ practitioner, date }) {
      const day = await days.open(practitioner, date);
      const before = JSON.stringify(viewOf(day));
      await day.refresh();
      const view = viewOf(day);
      if (JSON.stringify(view) !== before) emit('agenda', { practitioner, date });
      return view;
    },
    async agendaComing({ scope }) {
      const today = practiceClock().slice(0, 10);
      const known = days.all().filter(({ date }) => date >= today);
      const views = await Promise.all(known.map(async (day) => viewOf(await days.open(day.practitioner, day.date))));
      return views
        .flatMap(({ practitioner, entries }) => entries.map((entry) => ({ practitioner, ...entry })))
        .filter(({ patient, state }) => patient?.scope === scope && state !== 'cancelled' && state !== 'absent')
        .map(({ practitioner, start }) => ({ practitioner, start }))
        .sort((one, other) => one.start.localeCompare(other.start));
    },
    agendaBook: (asked) => add(asked.practitioner, asked.start, appointmentOf(asked)),
    async agendaBlock({ practitioner, start, minutes, reason }) {
      if (!blockReasons.includes(reason)) throw new DataError('invalid_resource', 'the reason is not on the list');
      return add(practitioner, start, buildBlockedTime(times(start, minutes), reason));
    },
    agendaLoads: async (range) => host.open().data.agenda.loads(range),
    agendaOpenDays: () => Promise.resolve(days.all()),
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
          const day = await days.find(practitioner, date);
          // The first entry of a day creates its scope, which costs a unit too.
          return day !== null && day.entries().length > 0;
        },
        entries: async (_, date) => viewOf(await days.open(practitioner, date)).entries,
        book: async ({ first }, at) => {
          const day = await days.open(practitioner, at.slice(0, 10));
          await host.open().data.agenda.book(day, appointmentOf({ ...first, start: at }));
          emit('agenda', { practitioner, date: at.slice(0, 10) });
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
      const known = days
        .all()
        .filter(({ practitioner, date }) => practitioners.includes(practitioner) && dates.includes(date));
      const views = await Promise.all(known.map(async (day) => viewOf(await days.open(day.practitioner, day.date))));
      const events = views.flatMap(({ entries }) =>
        entries.flatMap((entry) =>
          entry.unsent !== 'sent'
            ? []
            : {
                ...entry,
                summary: hasNames ? (entry.patient?.name ?? entry.otherName ?? 'Occupé') : 'Occupé',
              },
        ),
      );
      return calendarFile(events, practiceTimeZone(), Date.now());
    },
    async agendaSetState({ state, reason, ...name }) {
      const { id, version, text, resource } = await entryOf(name);
      const next = withAppointmentState(resource, state, Date.now(), reason);
      const put = { id, text: JSON.stringify(next), base: version, before: text };
      return { entry: id, isSent: await submit(name, put, { from: null, known: null }) };
    },
    async agendaMove({ to, ...name }) {
      const { practitioner, start, minutes } = to;
      const target = { practitioner, date: start.slice(0, 10) };
      const { id, version, text, resource } = await entryOf(name);
      const moved = atOtherTime(resource, times(start, minutes));
      const placed = practitioner === name.practitioner ? moved : ofPractitioner(withoutPractitioners(moved), target);
      const put = { id, text: JSON.stringify(placed), base: version, before: text };
      const known = [id, ...(await knownAt(practitioner, placed))];
      const isSameDay = practitioner === name.practitioner && target.date === name.date;
      return { entry: id, isSent: await submit(target, put, { from: isSameDay ? null : name, known }) };
    },
    async agendaFree({ practitioners, from, days: count, minutes, most }) {
      const now = practiceClock();
      return freePlaces({
        ...{ practitioners, minutes, most },
        from: from < now ? now : from,
        days: Math.min(count, mostSearchedDays),
        async entriesOf(practitioner, date) {
          // Without the server only the days that are open can be read.
          if (host.awaySince() !== null && days.find(practitioner, date) === null) return null;
          return viewOf(await days.open(practitioner, date)).entries;
        },
      });
    },
  };
}
