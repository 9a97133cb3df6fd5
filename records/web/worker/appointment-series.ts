import type { AgendaEntry } from '@etanche/records-fhir';
import type { AppointmentSeries, SeriesDay, SeriesProgress } from '../port/agenda-calls.ts';
import type { Failure } from '../port/messages.ts';
import { isOpenOn, minutesOfDay, plusDays } from '../port/opening-hours.ts';
import { freeRanges } from './free-places.ts';

/** The calls of the session that a series needs. */
export type SeriesWork = {
  now(): number;
  /** Waits; returns early when the session closes. */
  wait(ms: number): Promise<void>;
  isClosed(): boolean;
  /** Whether booking on the day costs no unit: the session has it open, and it has entries. */
  isFree(practitioner: string, date: string): Promise<boolean>;
  entries(practitioner: string, date: string): Promise<readonly AgendaEntry[]>;
  /** Books the same appointment at another time. */
  book(series: AppointmentSeries, start: string): Promise<void>;
  failureOf(error: unknown): Failure;
  show(progress: SeriesProgress): void;
};

/**
 * Time between two days that cost a unit. The vaults raise an alarm when somebody opens several days within a minute,
 * which an attacker would do too.
 */
export const betweenDaysMs = 61_000;

/** A limit that ends later than this is the limit of a day. */
const longestPauseMs = 10 * 60_000;
const mostAttempts = 5;

/** A series is at most this long, so that a slip of the finger does not fill a year. */
export const mostTimes = 26;

export type RunningSeries = { progress(): SeriesProgress; stop(): void; readonly finished: Promise<void> };

/**
 * Books the first appointment's time again every some weeks. Days that cost nothing come first; then one day a minute.
 * A time that is taken or closed is left out and reported. A failure stops the series; what is booked stays.
 *
 * @throws RangeError if the series has no time or more than `mostTimes`
 */
export function startSeries(id: string, series: AppointmentSeries, work: SeriesWork): RunningSeries {
  const { first, everyWeeks, times } = series;
  if (times < 1 || times > mostTimes || everyWeeks < 1 || everyWeeks > 52)
    throw new RangeError('a series has 1 to 26 times, every 1 to 52 weeks');
  const starts = Array.from({ length: times }, (_, i) => dayLater(first.start, (i + 1) * everyWeeks * 7));
  let days: SeriesDay[] = starts.map((start) => ({
    start,
    outcome: isOpenOn(start.slice(0, 10)) ? 'waits' : 'closed',
  }));
  let nextAt: number | null = null;
  let isStopped = false;
  let failure: Failure | null = null;
  const progress = (): SeriesProgress => ({
    ...{ id, name: first.patient?.name ?? null, days, nextAt, isStopped, failure },
  });
  const report = (start: string, outcome: SeriesDay['outcome']): void => {
    days = days.map((day) => (day.start === start ? { start, outcome } : day));
    work.show(progress());
  };
  const isOver = (): boolean => isStopped || work.isClosed();
  const bookOne = async (start: string): Promise<void> => {
    const entries = await work.entries(first.practitioner, start.slice(0, 10));
    const from = minutesOfDay(start);
    const hasPlace = freeRanges(entries, start.slice(0, 10), 0).some(
      (free) => free.from <= from && from + first.minutes <= free.to,
    );
    if (hasPlace) await work.book(series, start);
    report(start, hasPlace ? 'booked' : 'taken');
  };
  const pause = async (ms: number): Promise<void> => {
    nextAt = work.now() + ms;
    work.show(progress());
    await work.wait(ms);
    nextAt = null;
  };
  /** The units of a minute come back soon: the series waits for them, and stops at the limit of a day. */
  const bookWhenAllowed = async (start: string): Promise<void> => {
    for (let attempt = 1; !isOver(); attempt++) {
      try {
        await bookOne(start);
        return;
      } catch (error) {
        const { code, resetsAt } = work.failureOf(error);
        const wait = code === 'quota_reached' && resetsAt !== null ? resetsAt - work.now() : Infinity;
        if (wait > longestPauseMs || attempt >= mostAttempts) throw error;
        await pause(Math.max(wait, 1000));
      }
    }
  };
  const run = async (): Promise<void> => {
    const waiting = days.filter(({ outcome }) => outcome === 'waits').map(({ start }) => start);
    const costly: string[] = [];
    for (const start of waiting) {
      if (isOver()) return;
      if (await work.isFree(first.practitioner, start.slice(0, 10))) await bookOne(start);
      else costly.push(start);
    }
    for (const [i, start] of costly.entries()) {
      if (i > 0) await pause(betweenDaysMs);
      if (isOver()) return;
      await bookWhenAllowed(start);
    }
  };
  const finished = run()
    .catch((error: unknown) => {
      failure = work.failureOf(error);
      const next = days.find(({ outcome }) => outcome === 'waits');
      if (next !== undefined) days = days.map((day) => (day === next ? { ...day, outcome: 'failed' } : day));
      isStopped = true;
    })
    .finally(() => {
      nextAt = null;
      work.show(progress());
    });
  return {
    progress,
    finished,
    stop() {
      isStopped = true;
      nextAt = null;
      work.show(progress());
    },
  };
}

function dayLater(start: string, days: number): string {
  return `${plusDays(start.slice(0, 10), days)}${start.slice(10)}`;
}
