import { defaults, migrationsDirectory, type MemberConfig } from '@etanche/vault-server';
import { TestDatabase } from '@etanche/platform';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { Attacked } from '../src/alarms/attackers.ts';
import { practiceYear, simulatedMembers, type Claim } from '../src/alarms/practice-year.ts';
import { simulateAttacks, simulateYear } from '../src/alarms/simulate-alarms.ts';
import { VaultAlarms } from '../src/alarms/vault-alarms.ts';
import { claimInStore, foundInStore } from './support/claim-in-store.ts';

const { members } = defaults;

test('the simulated alarms equal those of the store for every claim', async () => {
  // Only files and people are limited in the simulation.
  const wide = { search: 900, agenda: 900, inbox: 60 };
  const often = { units: 900, everySeconds: 1 };
  const config: MemberConfig = {
    ...members,
    roles: {
      ...members.roles,
      doctor: { ...wide, scope: members.roles.doctor.scope },
      secretary: { ...wide, scope: members.roles.secretary.scope },
    },
    days: 30,
    burst: { scope: often, search: often, agenda: often, inbox: often },
    practice: { scope: 90_000, search: 90_000, agenda: 90_000, inbox: 90_000, emergency: 50 },
    // Lower than the defaults, so that a few weeks raise alarms of every kind.
    alarm: {
      ...members.alarm,
      files: { hour: { floor: 8, ceiling: 10 }, day: { floor: 30, ceiling: 60 } },
      people: {
        minute: { floor: 60, ceiling: 120, over: 48 },
        quarter: { floor: 80, ceiling: 140 },
        hour: { floor: 90, ceiling: 200 },
        day: { floor: 200, ceiling: 500 },
      },
      outside: { files: 2, people: 10 },
      habit: { ...members.alarm.habit, days: 14, leastDays: 5 },
    },
  };
  const place = { threshold: 2, vaults: 3 };
  const claims = compared(practiceYear(7, 24));
  await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  await foundInStore(own.database, simulatedMembers);
  const simulated = new VaultAlarms(config, place, simulatedMembers);
  const kinds = new Set<string>();
  for (const claim of claims) {
    const expected = simulated.claim(claim.member, claim.purpose, claim.units, claim.at);
    const { granted, raised } = await claimInStore(own.database, config, place, claim);
    const found = { at: claim.at, granted, raised };
    expect(found).toEqual({ at: claim.at, granted: expected.granted, raised: expected.raised.toSorted() });
    for (const kind of raised) kinds.add(kind);
  }
  expect([...kinds].toSorted()).toEqual([
    ...['day', 'hour', 'outside_hours', 'people_day', 'people_hour', 'people_minute', 'people_quarter'],
  ]);
});

/** Two members without a common role, and every other claim of theirs. */
function compared(claims: readonly Claim[]): Claim[] {
  const of = claims.filter(({ member }) => ['doctor-a', 'doctor-b', 'secretary-a'].includes(member.id));
  return of.filter((_, i) => i % 3 !== 2);
}

test('a quarter of real work raises less than one false alarm a month on average, and is hardly ever refused', () => {
  // A seed that was not used to choose the settings.
  const { falseAlarms, refusedPercent } = simulateYear(members, 21, 91);
  expect(falseAlarms.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(3);
  expect(refusedPercent).toBeLessThan(0.5);
});

describe('an attacker on a stolen device', () => {
  let attacked: Attacked[];
  beforeAll(() => {
    attacked = simulateAttacks(members, 31, inject('isNightly') ? 6 : 2);
  });
  const of = (name: string) =>
    attacked.filter(({ attacker }) => attacker.startsWith(name)).flatMap(({ taken }) => taken);
  const most = (name: string, what: 'files' | 'people'): number => Math.max(...of(name).map((each) => each[what]));

  test.each([
    'fast, by searches, at a working hour',
    'fast, by agenda days, at a working hour',
    'fast, by both in turn, at a working hour',
    'fast, by searches and then agenda days, at a working hour',
    'fast, by batches, at a working hour',
    'fast, by searches, at night',
    'fast, by agenda days, at night',
    'fast, by both in turn, at night',
    'fast, by both in turn, on the Monday after a closed fortnight',
  ])('an attacker always raises an alarm within 150 people: %s', (name) => {
    expect(of(name).length).toBeGreaterThan(1);
    expect(of(name).every(({ raised }) => raised)).toBe(true);
    expect(most(name, 'people')).toBeGreaterThan(0);
    expect(most(name, 'people')).toBeLessThanOrEqual(150);
  });

  // Each vault grants the ceiling of a minute plus `over`: (300 + 48) people of all vaults together.
  test.each(['fast, by agenda days, as the practice opens', 'fast, by agenda days, one hour later'])(
    "an attacker who opens the routine's days raises an alarm by the ceiling at the latest: %s",
    (name) => {
      expect(of(name).every(({ raised }) => raised)).toBe(true);
      expect(most(name, 'people')).toBeLessThanOrEqual(348);
    },
  );

  test('an attacker raises an alarm within 8 files at night, and within 45 in most attacks by day', () => {
    expect(most('fast, for files, at night', 'files')).toBeLessThanOrEqual(8);
    expect(most('fast, for files, at a working hour', 'files')).toBeLessThanOrEqual(45);
    const day = of('fast, for files, at a working hour');
    // The victim's own use of the day may leave too little of the quota for any alarm.
    expect(day.filter(({ raised }) => raised).length).toBeGreaterThan(day.length / 2);
  });

  test('an attacker who imitates the victim or is slow gets no more than the quota of a day', () => {
    for (const name of ['imitating', 'slow', 'paced']) {
      expect(most(name, 'people')).toBeLessThanOrEqual(members.people.perDay);
    }
  });
});
