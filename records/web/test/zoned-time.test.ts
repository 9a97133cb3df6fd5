import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localTime, plusMinutes, withOffset } from '../worker/zoned-time.ts';

const zone = 'Europe/Paris';

describe('a local time with its offset', () => {
  test.each([
    ['2026-11-26T10:10', '2026-11-26T10:10:00+01:00'],
    ['2026-07-14T10:10', '2026-07-14T10:10:00+02:00'],
    ['2026-03-29T01:59', '2026-03-29T01:59:00+01:00'],
    ['2026-03-29T03:00', '2026-03-29T03:00:00+02:00'],
    ['2026-10-25T04:00', '2026-10-25T04:00:00+01:00'],
  ])('of %s in Paris is %s', (local, written) => {
    expect(withOffset(local, zone)).toBe(written);
  });

  test('of a zone west of Greenwich has a negative offset', () => {
    expect(withOffset('2026-11-26T10:10', 'America/Martinique')).toBe('2026-11-26T10:10:00-04:00');
  });

  test('is the wall clock of that moment, outside the hour that a clock change skips', () => {
    const minute = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) }).map((at) => at - (at % 60_000));
    fc.assert(
      fc.property(minute, fc.constantFrom('Europe/Paris', 'Indian/Reunion', 'Pacific/Noumea'), (at, timeZone) => {
        const local = localTime(at, timeZone);
        expect(localTime(Date.parse(withOffset(local, timeZone)), timeZone)).toBe(local);
      }),
    );
  });

  test('moves over midnight', () => {
    expect(plusMinutes('2026-12-31T23:50', 20)).toBe('2027-01-01T00:10');
  });
});
