import { defaults, migrationsDirectory, type MemberConfig } from '@etanche/vault-server';
import { TestDatabase } from '@etanche/platform';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { Attacked } from '../src/alarms/attackers.ts';
import { practiceYear, simulatedMembers, type Claim } from '../src/alarms/practice-year.ts';
import { simulateAttacks, simulateYear } from '../src/alarms/simulate-alarms.ts';
import { VaultAlarms } from '../src/alarms/vault-alarms.ts';
import { claimInStore, foundInStore } from './support/claim-in-store.ts';

const { members } = defaults;

test('the simulated alarms are those of the store, claim by claim', async () => {
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
    // Lower than they ship, so that a few weeks raise alarms of every kind.
    alarm: {
      ...members.alarm,
      files: { hour: { floor: 8, ceiling: 10 }, day: { floor: 30, ceiling: 60 } },
      people: { hour: { floor: 90, ceiling: 200 }, day: { floor: 200, ceiling: 500 } },
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
    expect(found).toEqual({ at: claim.at, granted: expected !== null, raised: expected?.toSorted() ?? [] });
    for (const kind of raised) kinds.add(kind);
  }
  expect([...kinds].toSorted()).toEqual(['day', 'hour', 'outside_hours', 'people_day', 'people_hour']);
});

/** Two members who share no role, and every other claim of theirs. */
function compared(claims: readonly Claim[]): Claim[] {
  const of = claims.filter(({ member }) => ['doctor-a', 'doctor-b', 'secretary-a'].includes(member.id));
  return of.filter((_, i) => i % 3 !== 2);
}

test('a quarter of real work raises at most one false alarm a month, and is hardly ever refused', () => {
  const { falseAlarms, refusedPercent } = simulateYear(members, 5, 91);
  expect(falseAlarms.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(3);
  expect(refusedPercent).toBeLessThan(0.5);
});

describe('an attacker on a stolen device', () => {
  let attacked: Attacked[];
  beforeAll(() => {
    attacked = simulateAttacks(members, 3, 3);
  }, 300_000);
  const most = (name: string, what: 'files' | 'people'): number =>
    Math.max(
      ...attacked
        .filter(({ attacker }) => attacker.startsWith(name))
        .flatMap(({ taken }) => taken.map((each) => each[what])),
    );
  const raised = (name: string): boolean[] =>
    attacked
      .filter(({ attacker }) => attacker.startsWith(name))
      .flatMap(({ taken }) => taken.map((each) => each.raised));

  test.each([
    ['fast, after files', 'files', 45],
    ['fast, after names', 'people', 400],
    ['at night, after files', 'files', 8],
    ['at night, after names', 'people', 120],
    ['on the Monday after a closed fortnight', 'people', 400],
  ] as const)('raises an alarm when %s, by %s %i at the latest', (name, what, limit) => {
    // The victim's own use of the day may leave too little of the quota for any alarm.
    expect(raised(name).filter(Boolean).length).toBeGreaterThan(raised(name).length / 2);
    expect(most(name, what)).toBeGreaterThan(0);
    expect(most(name, what)).toBeLessThanOrEqual(limit);
  });

  test('has no more than the quota of a day when imitating the victim', () => {
    expect(most('imitating', 'people')).toBeLessThanOrEqual(members.people.perDay);
    expect(most('slow', 'people')).toBeLessThanOrEqual(members.people.perDay);
  });
});
