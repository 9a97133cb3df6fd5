import { vaccineCalendar, type Age, type CalendarLine } from '../clinical/vaccine-calendar.ts';
import type { Disease } from '../clinical/vaccines.ts';

/** A dose that the calendar recommends and the file does not have. */
export interface DueVaccine {
  readonly line: string;
  readonly name: string;
  readonly disease: Disease;
  /** Code CIS of the vaccine that a screen proposes. */
  readonly product: string;
  /** The number of the dose for a series; null for a booster or a season. */
  readonly dose: number | null;
  /** `YYYY-MM-DD`, from which it is recommended. */
  readonly since: string;
  readonly isLate: boolean;
  /** Doses against this disease in the file. None may also mean that they are not written down here. */
  readonly recorded: number;
  readonly source: string;
  readonly year: number;
}

/** The facts about a patient that the calendar needs. */
export interface CalendarFacts {
  /** Null if the day is unknown: then nothing is computed. */
  readonly birthDate: string | null;
  readonly isDeceased: boolean;
  /** Date and diseases of each vaccination that was given. */
  readonly given: readonly { readonly date: string; readonly diseases: readonly Disease[] }[];
  /** The first day of the pregnancy in weeks of amenorrhoea; null if there is none. */
  readonly amenorrhoeaSince: string | null;
}

/** Shortest time between two doses of a series here, in days. The calendar's intervals are at least as long. */
const doseGapDays = 28;
const hpvGapDays = 150;
/** 42 weeks of amenorrhoea. A pregnancy that nobody ended in the file is over then. */
const longestPregnancyDays = 42 * 7;
const dayMs = 86_400_000;

/** The doses that are due or late, late ones first. @param today `YYYY-MM-DD` */
export function dueVaccines(
  facts: CalendarFacts,
  today: string,
  calendar: readonly CalendarLine[] = vaccineCalendar,
): DueVaccine[] {
  const { birthDate, isDeceased } = facts;
  if (isDeceased || birthDate?.length !== 10 || birthDate > today) return [];
  const found = new Map<string, DueVaccine>();
  for (const line of calendar) {
    const since = sinceOf(line, facts, birthDate, today);
    if (since === null) continue;
    // The first missing dose of a disease is the next one; a later one of the same line of the calendar waits.
    const key = `${line.disease} ${line.rule.kind}`;
    if (found.has(key)) continue;
    found.set(key, {
      ...{
        line: line.id,
        name: line.name,
        disease: line.disease,
        product: line.product,
        since,
        source: line.source,
        year: line.year,
      },
      dose: line.rule.kind === 'dose' ? line.rule.dose : null,
      isLate: line.lateAt !== null && atAge(birthDate, line.lateAt) <= today,
      recorded: datesOf(facts, line.disease).length,
    });
  }
  return [...found.values()].sort(
    (one, other) => Number(other.isLate) - Number(one.isLate) || one.since.localeCompare(other.since),
  );
}

/** The day since which the line is due; null if it is not. */
function sinceOf(line: CalendarLine, facts: CalendarFacts, birth: string, today: string): string | null {
  const { rule, until } = line;
  if (until !== null && atAge(birth, until) <= today) return null;
  const dates = datesOf(facts, line.disease);
  switch (rule.kind) {
    case 'dose': {
      const start = atAge(birth, rule.at);
      if (dates.length >= rule.dose || start > today) return null;
      const last = dates.at(-1);
      const gap = line.disease === 'hpv' ? hpvGapDays : doseGapDays;
      const possible = last === undefined ? start : later(start, plusDays(full(last), gap));
      return possible > today ? null : possible;
    }
    case 'booster': {
      const start = atAge(birth, rule.at);
      const isDone = dates.some((date) => full(date) >= atAge(birth, rule.from));
      return isDone || start > today ? null : start;
    }
    case 'season': {
      const start = seasonStart(today);
      if (atAge(birth, rule.at) > today || dates.some((date) => full(date) >= start)) return null;
      return start;
    }
    case 'pregnant_season': {
      const { amenorrhoeaSince: first } = facts;
      const start = seasonStart(today);
      if (first === null || first > today || plusDays(first, longestPregnancyDays) <= today) return null;
      return dates.some((date) => full(date) >= start) ? null : later(start, first);
    }
    case 'pregnancy': {
      const { amenorrhoeaSince: first } = facts;
      if (first === null) return null;
      const [from, to] = rule.weeks.map((week) => plusDays(first, week * 7));
      if (from === undefined || to === undefined || from > today || plusDays(to, 7) <= today) return null;
      return dates.some((date) => full(date) >= first) ? null : from;
    }
  }
}

/** The dates of the doses against a disease, oldest first, each day once. */
function datesOf({ given }: CalendarFacts, disease: Disease): string[] {
  const dates = given.filter((one) => one.diseases.includes(disease)).map(({ date }) => date.slice(0, 10));
  return [...new Set(dates)].sort();
}

/** The day at which a person has an age. */
export function atAge(birth: string, age: Age): string {
  const count = Number(age.slice(0, -1));
  if (age.endsWith('w')) return plusDays(birth, count * 7);
  const [year = 0, month = 1, day = 1] = birth.split('-').map(Number);
  const months = year * 12 + (month - 1) + (age.endsWith('y') ? count * 12 : count);
  const [wantedYear, wantedMonth] = [Math.floor(months / 12), months % 12];
  const lastDay = new Date(Date.UTC(wantedYear, wantedMonth + 1, 0)).getUTCDate();
  return new Date(Date.UTC(wantedYear, wantedMonth, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** A season begins on the first of September. */
function seasonStart(today: string): string {
  const year = Number(today.slice(0, 4));
  return today.slice(5) >= '09-01' ? `${year}-09-01` : `${year - 1}-09-01`;
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** A date without its day or month counts as the first one. */
function full(date: string): string {
  return `${date}-01-01`.slice(0, 10);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
