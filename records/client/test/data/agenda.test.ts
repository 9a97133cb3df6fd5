import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '@etanche/records-fhir';
import { createMemory, DataError, remainingQuotas, type AgendaDay, type RecordsData } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { dataOf, onDevice, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let secretary: RecordsData;
let who: string;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  secretary = dataOf(practice.secretary.client);
  who = practice.doctor.member;
});
afterAll(() => practice.running[Symbol.asyncDispose]());

function visit(date: string, time: string, text = 'contrôle'): Resource {
  return {
    resourceType: 'Appointment',
    status: 'booked',
    start: `${date}T${time}:00+01:00`,
    end: `${date}T${time}:30+01:00`,
    comment: text,
    participant: [{ status: 'accepted', actor: { display: 'Mme Durand' } }],
  };
}
function starts(day: AgendaDay): unknown[] {
  return day
    .entries()
    .map(({ resource }) => (typeof resource['start'] === 'string' ? resource['start'].slice(11, 16) : ''));
}

describe('a day of an agenda', () => {
  test('is empty and costs no unit until a member books, and then all members see it sorted by start', async () => {
    const date = '2026-12-01';
    const day = await secretary.agenda.day(who, date);
    expect(day.entries()).toEqual([]);
    await secretary.agenda.book(day, visit(date, '10:00'));
    await secretary.agenda.book(day, visit(date, '09:00'));
    expect(starts(await doctor.agenda.day(who, date))).toEqual(['09:00', '10:00']);
    expect((await doctor.agenda.day(practice.colleague.member, date)).entries()).toEqual([]);
  });

  test('has a load that every member reads without opening the day', async () => {
    const date = '2027-03-01';
    const day = await secretary.agenda.day(who, date);
    await secretary.agenda.book(day, visit(date, '10:00'));
    await secretary.agenda.book(day, visit(date, '11:00'));
    const before = await agendaUnits();
    const loads = await doctor.agenda.loads({ from: '2027-03-01', to: '2027-03-31' });
    expect(loads).toEqual([{ practitioner: who, date, entries: 2 }]);
    expect(await doctor.agenda.loads({ from: '2027-03-02', to: '2027-03-31' })).toEqual([]);
    expect(await agendaUnits()).toBe(before);
  });

  test('that two members begin at once becomes one day with both entries', async () => {
    const date = '2026-12-02';
    const days = await Promise.all([secretary, doctor].map((data) => data.agenda.day(who, date)));
    await Promise.all(days.map((day, i) => secretaryOrDoctor(i).agenda.book(day, visit(date, `1${i}:00`))));
    for (const day of days) await day.refresh();
    expect(days.map(starts)).toEqual([
      ['10:00', '11:00'],
      ['10:00', '11:00'],
    ]);
  });

  test('accepts only appointments of that day and practitioner without clinical content', async () => {
    const date = '2026-12-03';
    const day = await doctor.agenda.day(who, date);
    const refused = { code: 'invalid_resource' };
    await expect(doctor.agenda.book(day, visit('2026-12-04', '09:00'))).rejects.toMatchObject(refused);
    await expect(
      doctor.agenda.book(day, { ...visit(date, '09:00'), reasonCode: [{ text: 'dépression' }] }),
    ).rejects.toMatchObject({ issues: [{ code: 'clinical_content' }] });
    await expect(doctor.agenda.book(day, { resourceType: 'Slot' })).rejects.toMatchObject(refused);
    expect(day.entries()).toEqual([]);
  });

  test('has at most 40 entries, and only a cancelled one is replaced', async () => {
    const date = '2026-12-05';
    const day = await secretary.agenda.day(who, date);
    const first = await secretary.agenda.book(day, visit(date, '08:00'));
    for (let i = 1; i < 40; i++) await secretary.agenda.book(day, visit(date, '09:00'));
    await expect(secretary.agenda.book(day, visit(date, '10:00'))).rejects.toMatchObject({ code: 'day_full' });
    await secretary.agenda.cancel(day, first, 'empêchement');
    expect(day.entries().map(({ resource }) => resource['status'])).toContain('cancelled');
    expect(await secretary.agenda.book(day, visit(date, '18:00'))).toBe(first);
    await expect(secretary.agenda.book(day, visit(date, '19:00'))).rejects.toMatchObject({ code: 'day_full' });
    expect(starts(await doctor.agenda.day(who, date)).at(-1)).toBe('18:00');
  });
});

describe('an entry', () => {
  test('moves to another day once, also if the move is repeated', async () => {
    const [from, to] = [await secretary.agenda.day(who, '2026-12-08'), await secretary.agenda.day(who, '2026-12-09')];
    const entry = await secretary.agenda.book(from, visit('2026-12-08', '09:00'));
    const stale = await doctor.agenda.day(who, '2026-12-08');
    const moved = await secretary.agenda.move(from, entry, to, visit('2026-12-09', '14:00'));
    expect([starts(from), starts(to)]).toEqual([[], ['14:00']]);
    const again = await doctor.agenda.day(who, '2026-12-09');
    await expect(doctor.agenda.move(stale, entry, again, visit('2026-12-09', '15:00'))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(again.entries().map(({ id }) => id)).toEqual([moved]);
  });

  test('is booked once if the booking is repeated after a broken connection', async () => {
    const date = '2026-12-11';
    let breaks = 3;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const url = input instanceof Request ? input.url : input.toString();
      if (!url.endsWith('/writes') || breaks-- <= 0) return response;
      throw new TypeError('the connection broke');
    };
    const data = await onDevice(practice.secretary, fetch);
    const day = await data.agenda.day(who, date);
    const error: unknown = await data.agenda.book(day, visit(date, '09:00')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'uncertain', changes: [{ kind: 'create' }] });
    const id = error instanceof DataError && error.changes[0]?.kind === 'create' ? error.changes[0].id : undefined;
    expect(await data.agenda.book(day, visit(date, '09:00'), id)).toBe(id);
    expect(starts(await doctor.agenda.day(who, date))).toEqual(['09:00']);
  });

  test('that two members change at once throws conflict with the other version', async () => {
    const date = '2026-12-10';
    const ours = await secretary.agenda.day(who, date);
    const entry = await secretary.agenda.book(ours, visit(date, '09:00'));
    const theirs = await doctor.agenda.day(who, date);
    await doctor.agenda.change(theirs, entry, visit(date, '11:00'));
    await expect(secretary.agenda.change(ours, entry, visit(date, '12:00'))).rejects.toMatchObject({
      code: 'conflict',
      conflicts: [{ id: entry, current: { version: 2 } }],
    });
    expect(starts(ours)).toEqual(['11:00']);
    await expect(secretary.agenda.cancel(ours, 'a'.repeat(26), null)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a server that answers', () => {
  const path = /agenda-days$/;

  test.each(['another day of the same practitioner', 'the same day of another practitioner'])(
    '%s is detected',
    async (what) => {
      const date = '2026-12-15';
      const wrong = what.startsWith('another') ? { who, date: '2026-12-16' } : { who: practice.colleague.member, date };
      const day = await secretary.agenda.day(wrong.who, wrong.date);
      await secretary.agenda.book(day, visit(wrong.date, '09:00'));
      let scope: unknown = null;
      const lied = await onDevice(
        practice.secretary,
        lyingFetch(path, ({ days }) => {
          const [found] = days as { scope: string }[];
          scope ??= found?.scope;
          return { days: [{ ...found, scope, practitioner: who, date, entries: 1, sequence: 1 }] };
        }),
      );
      await lied.agenda.day(wrong.who, wrong.date).catch(() => undefined);
      await expect(lied.agenda.day(who, date)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
    },
  );

  test('the load of a day outside the range is detected', async () => {
    const lied = await onDevice(
      practice.secretary,
      lyingFetch(path, () => ({
        days: [{ scope: 'a'.repeat(26), practitioner: who, date: '2027-02-01', entries: 1, sequence: 1 }],
      })),
    );
    await expect(lied.agenda.loads({ from: '2027-01-01', to: '2027-01-31' })).rejects.toMatchObject({
      ...{ code: 'could_not_check', reason: 'untrusted' },
    });
  });

  test('no day although this device saw one is detected', async () => {
    const date = '2026-12-17';
    const memory = createMemory();
    const before = await onDevice(practice.secretary, globalThis.fetch, memory);
    await before.agenda.book(await before.agenda.day(who, date), visit(date, '09:00'));
    const lied = await onDevice(
      practice.secretary,
      lyingFetch(path, () => ({ days: [] })),
      memory,
    );
    await expect(lied.agenda.day(who, date)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  });
});

async function agendaUnits(): Promise<unknown> {
  const { agenda } = await remainingQuotas(practice.doctor.client);
  return agenda.openings;
}

function secretaryOrDoctor(i: number): RecordsData {
  return i === 0 ? secretary : doctor;
}
