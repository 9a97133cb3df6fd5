import { afterEach, describe, expect, test } from 'vitest';
import { appointmentKinds, kindNamed } from '../port/appointment-kinds.ts';
import { isOpenOn, openingHoursOn } from '../port/opening-hours.ts';
import { adoptSettings, forgetSettings, practiceTimeZone } from '../port/practice-setup.ts';

const morning = [{ from: 480, to: 720 }];

afterEach(forgetSettings);

describe('the settings in force', () => {
  test('open the practice on its weekdays, and not during a closure', () => {
    adoptSettings([
      {
        ...{ document: 'hours', timeZone: 'Indian/Reunion', weekdays: [{ day: 6, ranges: morning }] },
        closures: [{ from: '2026-12-24', to: '2026-12-26', reason: 'Congés' }],
      },
    ]);
    expect(openingHoursOn('2026-11-28')).toEqual(morning);
    expect(isOpenOn('2026-11-26')).toBe(false);
    // A Saturday.
    expect(isOpenOn('2026-12-26')).toBe(false);
    expect(practiceTimeZone()).toBe('Indian/Reunion');
  });

  test('give the kinds of the practice, and the usual one for an unknown code', () => {
    const kinds = [
      { code: 'suivi', name: 'Suivi', minutes: 15, colour: 2 },
      { code: 'long', name: 'Longue', minutes: 45, colour: 3 },
    ];
    adoptSettings([{ document: 'kinds', kinds }]);
    expect(appointmentKinds().map(({ code }) => code)).toEqual(['suivi', 'long']);
    expect(kindNamed('long').minutes).toBe(45);
    expect(kindNamed('consultation').code).toBe('suivi');
  });

  test('are the usual ones before a practice has any, and after the session', () => {
    adoptSettings([{ document: 'kinds', kinds: [{ code: 'x', name: 'X', minutes: 5, colour: 1 }] }]);
    forgetSettings();
    expect(kindNamed('x').code).toBe('consultation');
    expect(isOpenOn('2026-11-28')).toBe(false);
    expect(isOpenOn('2026-11-27')).toBe(true);
  });
});
