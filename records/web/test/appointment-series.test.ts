import { describe, expect, test } from 'vitest';
import type { AgendaEntry } from '@etanche/records-fhir';
import type { AppointmentSeries, SeriesProgress } from '../port/agenda-calls.ts';
import { clock } from '../port/opening-hours.ts';
import { betweenDaysMs, mostTimes, startSeries, type SeriesWork } from '../worker/appointment-series.ts';

const first = {
  ...{ practitioner: 'a', start: '2026-11-26T10:00', minutes: 20, kind: 'consultation', notes: [] },
  patient: { scope: 's', name: 'DURAND Alice' },
};
const weekly: AppointmentSeries = { first, everyWeeks: 1, times: 3 };

function entry(date: string, start: number, minutes: number): AgendaEntry {
  return {
    ...{ id: date, start: `${date}T${clock(start)}`, minutes, state: 'planned', kind: '', kindName: null },
    ...{ patient: null, otherName: null, notes: [], arrivedAt: null, cancelReason: null, blocked: null },
  };
}

type Given = {
  readonly costly?: readonly string[];
  readonly taken?: readonly string[];
  readonly failing?: string;
  /** The vaults refuse costly days until then. */
  readonly refusedUntil?: number;
  readonly closedAfter?: number;
};

function workOf({ costly = [], taken = [], failing, refusedUntil = 0, closedAfter = Infinity }: Given) {
  let now = 1000;
  const done: string[] = [];
  const shown: SeriesProgress[] = [];
  const isBooked = (one: string): boolean => !one.startsWith('wait');
  const work: SeriesWork = {
    now: () => now,
    wait: (ms) => {
      done.push(`wait ${ms}`);
      now += ms;
      return Promise.resolve();
    },
    isClosed: () => done.filter(isBooked).length >= closedAfter,
    isFree: (_, date) => Promise.resolve(!costly.includes(date)),
    entries: (_, date) => Promise.resolve(taken.includes(date) ? [entry(date, 9 * 60 + 50, 30)] : []),
    book: (_, start) => {
      const isRefused = now < refusedUntil && costly.includes(start.slice(0, 10));
      if (isRefused || start.startsWith(failing ?? 'never')) return Promise.reject(new Error('refused'));
      done.push(start);
      return Promise.resolve();
    },
    failureOf: () => ({ code: 'quota_reached', reason: null, resetsAt: refusedUntil || null, limit: null, issues: [] }),
    show: (progress) => shown.push(progress),
  };
  return { work, done, shown };
}

async function run(series: AppointmentSeries, given: Given) {
  const { work, done, shown } = workOf(given);
  const running = startSeries('id', series, work);
  await running.finished;
  const progress = running.progress();
  return { done, shown, progress, outcomes: progress.days.map(({ outcome }) => outcome) };
}

describe('a series of appointments', () => {
  test('is booked at the same time every week', async () => {
    const { done, progress } = await run(weekly, {});
    expect(done).toEqual(['2026-12-03T10:00', '2026-12-10T10:00', '2026-12-17T10:00']);
    expect(progress).toMatchObject({ nextAt: null, isStopped: false, failure: null, name: 'DURAND Alice' });
  });

  test('books free days first, then one costly day a minute', async () => {
    const { done, shown } = await run(weekly, { costly: ['2026-12-03', '2026-12-10'] });
    expect(done).toEqual(['2026-12-17T10:00', '2026-12-03T10:00', `wait ${betweenDaysMs}`, '2026-12-10T10:00']);
    expect(shown.some(({ nextAt }) => nextAt === 1000 + betweenDaysMs)).toBe(true);
  });

  test('leaves out a time that is taken and a day on which the practice is closed', async () => {
    expect((await run(weekly, { taken: ['2026-12-10'] })).outcomes).toEqual(['booked', 'taken', 'booked']);
    const saturday = { ...weekly, first: { ...first, start: '2026-11-28T10:00' } };
    expect((await run(saturday, {})).outcomes).toEqual(['closed', 'closed', 'closed']);
  });

  test('leaves out a time in the pause', async () => {
    const late = { ...weekly, first: { ...first, start: '2026-11-26T11:50' } };
    expect((await run(late, {})).outcomes).toEqual(['taken', 'taken', 'taken']);
  });

  test('stops at a failure, keeps what is booked and reports the code', async () => {
    const { outcomes, progress } = await run(weekly, { failing: '2026-12-10' });
    expect(outcomes).toEqual(['booked', 'failed', 'waits']);
    expect(progress).toMatchObject({ isStopped: true, failure: { code: 'quota_reached' } });
  });

  test('waits for the units of a minute, and not for those of a day', async () => {
    const soon = await run(weekly, { costly: ['2026-12-10'], refusedUntil: 31_000 });
    expect(soon.outcomes).toEqual(['booked', 'booked', 'booked']);
    expect(soon.done).toContain('wait 30000');
    const later = await run(weekly, { costly: ['2026-12-10'], refusedUntil: 86_400_000 });
    expect(later.outcomes).toEqual(['booked', 'failed', 'booked']);
    expect(later.progress).toMatchObject({ isStopped: true, failure: { resetsAt: 86_400_000 } });
  });

  test('books nothing after the session is closed', async () => {
    expect((await run(weekly, { closedAfter: 1 })).outcomes).toEqual(['booked', 'waits', 'waits']);
  });

  test('books nothing after it was stopped', async () => {
    const { work, done } = workOf({});
    const running = startSeries('id', weekly, work);
    running.stop();
    await running.finished;
    expect(done.length).toBeLessThan(3);
    expect(running.progress().isStopped).toBe(true);
  });

  test.each([0, mostTimes + 1])('of %i times is rejected', (times) => {
    expect(() => startSeries('id', { ...weekly, times }, workOf({}).work)).toThrow(RangeError);
  });
});
