import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgendaEntry } from '@etanche/records-fhir';
import { clock, minutesOfDay, openingHoursOn } from '../port/opening-hours.ts';
import { freePlaces, gapsOf } from '../worker/free-places.ts';

/** A Thursday. */
const date = '2026-11-26';

function entry(start: number, minutes: number, state: AgendaEntry['state'] = 'planned'): AgendaEntry {
  return {
    ...{ id: `${start}`, start: `2026-11-26T${clock(start)}`, minutes, state, kind: 'consultation', kindName: null },
    ...{ patient: null, otherName: null, notes: [], arrivedAt: null, cancelReason: null, blocked: null },
  };
}

describe('the gaps of a day', () => {
  test('of an empty day fill the opening hours and skip the pause', () => {
    const gaps = gapsOf([], date, 0, 60);
    expect(gaps.map(clock)).toEqual(['08:00', '09:00', '10:00', '11:00', '14:00', '15:00', '16:00', '17:00', '18:00']);
  });

  test('include the place of a cancelled appointment and of an absent patient', () => {
    expect(gapsOf([entry(480, 240, 'cancelled'), entry(840, 300, 'absent')], date, 0, 240)).toEqual([480, 840]);
  });

  test('begin no earlier than asked, on a step of five minutes', () => {
    expect(gapsOf([], date, 483, 30)[0]).toBe(485);
  });

  test('never overlap an appointment and never leave the opening hours', () => {
    const drawn = fc.array(fc.tuple(fc.integer({ min: 470, max: 1150 }), fc.integer({ min: 5, max: 120 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(drawn, fc.integer({ min: 5, max: 90 }), (taken, minutes) => {
        const entries = taken.map(([start, length]) => entry(start, length));
        for (const gap of gapsOf(entries, date, 0, minutes)) {
          expect(openingHoursOn(date).some(({ from, to }) => gap >= from && gap + minutes <= to)).toBe(true);
          expect(taken.every(([start, length]) => gap + minutes <= start || gap >= start + length)).toBe(true);
        }
      }),
    );
  });
});

describe('a search for free places', () => {
  const search = { practitioners: ['a', 'b'], minutes: 20, most: 3 };

  test('returns the earliest places of all practitioners', async () => {
    const found = await freePlaces({
      ...{ ...search, from: '2026-11-26T10:00', days: 5 },
      entriesOf: (practitioner) => Promise.resolve(practitioner === 'a' ? [entry(480, 250)] : []),
    });
    expect(found.map(({ practitioner, start }) => `${practitioner} ${start.slice(11)}`)).toEqual([
      'b 10:00',
      'b 10:20',
      'b 10:40',
    ]);
  });

  test('opens no day that it does not need, because each may cost a unit', async () => {
    const opened: string[] = [];
    await freePlaces({
      ...{ ...search, from: '2026-11-27T08:00', days: 14 },
      entriesOf: (practitioner, date) => {
        opened.push(`${practitioner} ${date}`);
        return Promise.resolve(date === '2026-11-27' ? [entry(480, 240), entry(840, 300)] : []);
      },
    });
    // The 28th and 29th are a weekend.
    expect(opened).toEqual(['a 2026-11-27', 'b 2026-11-27', 'a 2026-11-30', 'b 2026-11-30']);
  });

  test('finds nothing on full days', async () => {
    const full = [entry(480, 240), entry(840, 300)];
    const found = await freePlaces({
      ...search,
      from: '2026-11-26T00:00',
      days: 3,
      entriesOf: () => Promise.resolve(full),
    });
    expect(found).toEqual([]);
  });
});

test('the minutes of a clock are read as they were written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1439 }), (minutes) => {
      expect(minutesOfDay(`2026-11-26T${clock(minutes)}`)).toBe(minutes);
    }),
  );
});
