import { atAge } from '../views/due-vaccines.ts';
import type { PregnancyMark } from './pregnancy-marks.ts';
import { pregnancyCalendar, type PregnancyLine } from './pregnancy-calendar.ts';
import { isImmune, isRhNegative, type TestView } from './pregnancy-tests.ts';
import { conceptionOf, dueDateOf, plusDays } from './term.ts';

/** The facts about a pregnancy that the calendar needs. */
export interface PlanFacts {
  /** The first day of amenorrhoea. */
  readonly since: string;
  readonly tests: readonly TestView[];
  readonly marks: readonly PregnancyMark[];
  /** Days on which a visit of the pregnancy was measured. */
  readonly visits: readonly string[];
}

/** A line with its days for this pregnancy. */
export interface PlannedLine {
  readonly line: PregnancyLine;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** `missed`: over, and the next one of its kind has begun, so that it is not caught up. */
  readonly state: 'done' | 'due' | 'late' | 'missed' | 'coming';
  /** The day on which it was done. */
  readonly doneOn: string | null;
}

/** A visit some days before or after its month is still that month's. */
const visitRoomDays = 7;

/** The calendar of a pregnancy: each line that concerns this patient, in the order of its days. */
export function planPregnancy(facts: PlanFacts, today: string, calendar = pregnancyCalendar): PlannedLine[] {
  const taken = new Set<string>();
  const lines = calendar
    .filter((line) => concerns(line, facts))
    .map((line): PlannedLine => {
      const { from, to } = daysOf(line, facts.since);
      const doneOn = doneDay(line, facts, from, to, taken);
      const state = doneOn !== null ? 'done' : today < from ? 'coming' : today > to ? 'late' : 'due';
      return { line, from, to, state, doneOn };
    })
    .toSorted((one, other) => one.from.localeCompare(other.from) || one.to.localeCompare(other.to));
  const isOver = (one: PlannedLine): boolean =>
    lines.some((other) => groupOf(other.line) === groupOf(one.line) && other.from > one.from && other.from <= today);
  return lines.map((one) => (one.state === 'late' && isOver(one) ? { ...one, state: 'missed' } : one));
}

/** Lines of which the next one takes the place of one before: visits, ultrasounds, and tests of one kind. */
function groupOf({ id, kind, test }: PregnancyLine): string {
  return kind === 'interview' ? id : (test?.kind ?? kind);
}

/** The days of a line. The last month ends with the due date. */
export function daysOf({ window }: PregnancyLine, since: string): { readonly from: string; readonly to: string } {
  if (window.kind === 'weeks') {
    const day = ([weeks, days]: readonly [number, number]): string => plusDays(since, weeks * 7 + days);
    return { from: day(window.from), to: day(window.to) };
  }
  const conception = conceptionOf(since);
  const due = dueDateOf(since);
  const end = plusDays(atAge(conception, `${window.to}m`), -1);
  return { from: atAge(conception, `${window.from - 1}m`), to: end < due ? end : due };
}

/** A negative answer of the file frees from a line; what is not known does not. */
function concerns({ id, only }: PregnancyLine, { tests, since }: PlanFacts): boolean {
  switch (only) {
    case null:
      return true;
    case 'rh_negative':
      return isRhNegative(tests) !== false;
    case 'no_rubella_immunity':
    case 'no_toxoplasmosis_immunity': {
      const kind = only === 'no_rubella_immunity' ? 'rubella' : 'toxoplasmosis';
      // The first test stays in the list of this pregnancy when it shows the immunity.
      const before = tests.filter(({ date }) => !id.endsWith('-1') || date < since);
      return isImmune(before, kind) !== true;
    }
  }
}

function doneDay(line: PregnancyLine, facts: PlanFacts, from: string, to: string, taken: Set<string>): string | null {
  const { since, tests, marks, visits } = facts;
  const marked = marks.find((mark) => mark.line === line.id && mark.date >= since)?.date;
  if (marked !== undefined) return marked.slice(0, 10);
  if (line.kind === 'visit') {
    const isOfMonth = (day: string): boolean =>
      day >= plusDays(from, -visitRoomDays) && day <= plusDays(to, visitRoomDays) && !taken.has(day);
    const visit = visits.find((day) => day >= from && day <= to && !taken.has(day)) ?? visits.find(isOfMonth);
    if (visit !== undefined) taken.add(visit);
    return visit ?? null;
  }
  const { test } = line;
  if (test === null) return null;
  const isIn = (date: string): boolean => (test.isOnce ? true : date >= from && date <= plusDays(to, visitRoomDays));
  return tests.findLast(({ kind, date }) => kind === test.kind && isIn(date.slice(0, 10)))?.date.slice(0, 10) ?? null;
}
