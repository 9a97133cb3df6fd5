import type { PracticePurpose } from '@etanche/core-vault-protocol';
import { seeded, type Seeded } from './seeded.ts';
import type { SimulatedMember } from './vault-alarms.ts';

/** One request; cached data costs none. `at` in ms. */
export type Claim = {
  readonly at: number;
  readonly member: SimulatedMember;
  readonly purpose: PracticePurpose;
  readonly units: number;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Monday, 5 January 2026, midnight in Paris. The simulation has no daylight saving time; the vault's time zone has. */
export const yearStart = Date.parse('2026-01-04T23:00:00Z');

const doctors = ['a', 'b', 'c', 'd'].map((id): SimulatedMember => ({ id: `doctor-${id}`, roles: ['doctor'] }));
const secretaries = ['a', 'b'].map((id): SimulatedMember => ({ id: `secretary-${id}`, roles: ['secretary'] }));
const newcomer: SimulatedMember = { id: 'doctor-new', roles: ['doctor'] };
const substitute: SimulatedMember = { id: 'doctor-substitute', roles: ['doctor'] };
export const simulatedMembers = [...doctors, ...secretaries, newcomer, substitute];

/** Days of the year, counted from 0, with unusual activity. */
const closed = (day: number): boolean =>
  (day >= 219 && day < 233) || day >= 355 || [95, 120, 127, 138, 195].includes(day);
const vaccination = (day: number): boolean => day >= 280 && day < 330 && day % 7 === 2;
const epidemic = (day: number): boolean => (day >= 14 && day < 49) || (day >= 320 && day < 345);
const newcomerFrom = 133;
const substituteDays = (day: number): boolean => day >= 182 && day < 203;
/** Each doctor is away for some weeks; the substitute replaces the second doctor in one absence. */
const away = (doctor: number, day: number): boolean =>
  [49, 105, 182, 294].some(
    (from) => day >= from + 7 * doctor && day < from + 7 * doctor + (doctor === 1 && from === 182 ? 14 : 7),
  );

/**
 * A year of a practice of four doctors, later five, and two secretaries: busy Mondays, half days, holidays, a closed
 * fortnight, epidemics, vaccination days, a new doctor, a substitute, letters in the evening, a Sunday on duty.
 */
export function practiceYear(seed: number, days = 364): Claim[] {
  const random = seeded(seed);
  const claims: Claim[] = [];
  const agendas = new Map<string, number>();
  for (let day = 0; day < days; day++) {
    const weekday = day % 7;
    const midnight = yearStart + day * dayMs;
    if (closed(day)) continue;
    // Nobody works more than one and a half times as fast as usual.
    const load = Math.min(1.5, (weekday === 0 ? 1.25 : 1) * (epidemic(day) ? 1.3 : 1) * (0.85 + 0.3 * random.next()));
    const atWork = doctors.filter((_, i) => !away(i, day));
    if (day >= newcomerFrom) atWork.push(newcomer);
    if (substituteDays(day)) atWork.push(substitute);
    const present =
      weekday === 6
        ? []
        : weekday === 5
          ? atWork.slice(Math.floor(day / 7) % 2, (Math.floor(day / 7) % 2) + 2)
          : atWork;
    for (const [i, doctor] of present.entries()) {
      const half = weekday === 5 || weekday === (i + 2) % 5;
      const dayOf = { random, claims, agendas, midnight, doctor, half };
      doctorDay({ ...dayOf, load: load * (vaccination(day) && i === day % 3 ? 1.5 : 1) });
    }
    if (weekday === 6 && day % 42 === 6)
      sundayDuty(random, claims, midnight, doctors[((day / 42) % 4) | 0] ?? newcomer);
    if (weekday === 6) continue;
    const shifts = weekday === 5 ? [secretaries[Math.floor(day / 7) % 2]] : secretaries;
    for (const [i, secretary] of shifts.entries()) {
      if (secretary === undefined || (weekday === 2 && i === 1)) continue;
      // Two secretaries share four or five doctors; on Wednesdays and Saturdays one works alone.
      const share = Math.min(1.15, present.length / shifts.length / 2.5) * (weekday === 2 ? 1.15 : 1);
      secretaryDay({
        random,
        claims,
        agendas,
        midnight,
        secretary,
        present: present.length,
        half: weekday === 5,
        load: load * share,
      });
    }
  }
  return oneAtATime(claims.map((claim) => ({ ...claim, at: Math.round(claim.at) })).toSorted((a, b) => a.at - b.at));
}

/**
 * A person searches for one patient after the other: no other request within a minute of a search or of a day of the
 * agenda, and three minutes of typing before the terms of a new file. Days that are opened together at the start of
 * work are not separated.
 */
function oneAtATime(claims: readonly Claim[]): Claim[] {
  const free = new Map<string, number>();
  return claims
    .map((claim) => {
      const { at, member, purpose, units } = claim;
      if (purpose === 'scope' || clockOf(at) < 8.1) return claim;
      const begun = (free.get(member.id) ?? 0) + (units > 1 ? 180_000 : 0);
      const moved = Math.max(at, begun);
      free.set(member.id, moved + 60_000);
      return { ...claim, at: moved };
    })
    .toSorted((a, b) => a.at - b.at);
}

const clockOf = (at: number): number => ((at - yearStart) / hourMs) % 24;

type Day = {
  readonly random: Seeded;
  readonly claims: Claim[];
  /** When each member last opened each day of the agenda: it stays open for 24 hours. */
  readonly agendas: Map<string, number>;
  readonly midnight: number;
  readonly half: boolean;
  readonly load: number;
};

function doctorDay({
  random,
  claims,
  agendas,
  midnight,
  half,
  load,
  doctor,
}: Day & { readonly doctor: SimulatedMember }): void {
  const at = (from: number, to: number): number => midnight + (from + (to - from) * random.next()) * hourMs;
  const use = (time: number, purpose: PracticePurpose, units = 1) =>
    claims.push({ at: time, member: doctor, purpose, units });
  const agenda = (time: number, days: number) => {
    openAgenda(agendas, claims, doctor, doctor.id, time, midnight + days * dayMs);
  };
  agenda(at(8.1, 8.5), 0);
  const sessions = half
    ? [[8.5, 12.5]]
    : [
        [8.5, 12.5],
        [14, 18.7],
      ];
  const share = half ? 0.5 : 1;
  for (let i = Math.min(38, random.count(20 * load * share)); i > 0; i--) {
    const [from, to] = sessions[random.below(sessions.length)] ?? [9, 12];
    const time = at(from ?? 9, to ?? 12);
    use(time, 'scope');
    if (random.chance(0.3)) use(time - 20_000, 'search');
  }
  const results = half ? 12 : 13.2;
  for (let i = random.count(10 * share); i > 0; i--) use(at(results, results + 0.7), 'scope');
  for (let i = random.count(15 * load * share); i > 0; i--) use(at(9, half ? 12.5 : 18.5), 'scope');
  for (let i = random.count(0.5 * share); i > 0; i--) {
    const time = at(9, half ? 12 : 18);
    use(time, 'search', 7 + random.below(3));
    use(time + 30_000, 'scope');
  }
  if (random.chance(0.6)) agenda(at(half ? 12 : 17.5, half ? 12.6 : 18.8), 1);
  if (random.chance(0.3)) agenda(at(10, half ? 12 : 18), 2 + random.below(6));
  if (!half && random.chance(0.25)) for (let i = 2 + random.count(4); i > 0; i--) use(at(19.2, 20.8), 'scope');
}

function sundayDuty(random: Seeded, claims: Claim[], midnight: number, doctor: SimulatedMember): void {
  for (let i = 3 + random.count(5); i > 0; i--) {
    claims.push({ at: midnight + (9 + 8 * random.next()) * hourMs, member: doctor, purpose: 'scope', units: 1 });
  }
}

function secretaryDay(day: Day & { readonly secretary: SimulatedMember; readonly present: number }): void {
  const { random, claims, agendas, midnight, half, load, secretary, present } = day;
  const at = (from: number, to: number): number => midnight + (from + (to - from) * random.next()) * hourMs;
  const use = (time: number, purpose: PracticePurpose, units = 1) =>
    claims.push({ at: time, member: secretary, purpose, units });
  const agenda = (time: number, doctor: number, days: number) => {
    openAgenda(agendas, claims, secretary, `${secretary.id}/${doctor}`, time, midnight + days * dayMs);
  };
  const end = half ? 12.5 : 18.5;
  const served = Math.min(4, present);
  const arrival = at(7.92, 8.05);
  for (let doctor = 0; doctor < served; doctor++) agenda(arrival + doctor * 5000, doctor, 0);
  const share = half ? 0.5 : 1;
  for (let i = Math.min(45, random.count(27 * load * share)); i > 0; i--) use(at(8.3, end), 'scope');
  for (let i = Math.min(45, random.count(24 * load * share)); i > 0; i--) {
    const time = at(8.2, end);
    if (random.chance(0.28)) use(time, 'search');
    if (random.chance(0.5)) use(time + 20_000, 'scope');
    if (random.chance(0.15)) agenda(time + 40_000, random.below(served), 1 + random.count(1.5));
  }
  for (let i = Math.min(6, random.count(1.6 * load * share)); i > 0; i--) {
    const time = at(8.5, end);
    use(time, 'search', 7 + random.below(3));
    use(time + 60_000, 'scope');
  }
  for (let doctor = 0; doctor < served; doctor++)
    if (random.chance(0.4)) agenda(at(half ? 11 : 16, end), doctor, half ? 2 : 1);
}

function openAgenda(
  agendas: Map<string, number>,
  claims: Claim[],
  member: SimulatedMember,
  whose: string,
  at: number,
  date: number,
): void {
  const key = `${member.id}/${whose}/${date}`;
  if (at < (agendas.get(key) ?? 0) + dayMs) return;
  agendas.set(key, at);
  claims.push({ at, member, purpose: 'agenda', units: 1 });
}
