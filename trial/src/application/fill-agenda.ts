import { makePrng, type Prng } from '@etanche/demo';
import { DataError, type RecordsData } from '@etanche/records-client';
import { buildAppointment, practicalNotes, withAppointmentState, type AppointmentState } from '@etanche/records-fhir';
import { clock, plusDays, weekdayOf, withOffset } from '@etanche/records-web';
import { demonstrationKinds, demonstrationWeek } from './practice-settings.ts';
import type { PracticeFile } from './practice-file.ts';

export type DayToFill = {
  readonly practitioner: string;
  /** The practitioner in the cast. Identifiers differ from practice to practice, and the plan of a day must not. */
  readonly key: string;
  readonly date: string;
  /** The patients whom this practitioner sees most; null for all. */
  readonly care: 'pregnancy' | null;
};

/** Share of a midwife's appointments that are with a pregnant patient. */
const careShare = 0.7;

/** The days around today, past ones first: the demonstration works on all of them. */
export function daysAround(today: string, before: number, after: number): string[] {
  return Array.from({ length: before + after + 1 }, (_, i) => plusDays(today, i - before));
}

/**
 * Books a plausible day if it has no entry yet; each half of it has a free place. Appointments before `now` are over,
 * one is going on, and two patients wait.
 *
 * @param now `YYYY-MM-DDTHH:MM` in `timeZone`
 * @returns false if the day had entries
 */
export async function fillDay(
  data: RecordsData,
  { practitioner, key, date, care }: DayToFill,
  patients: PracticeFile['patients'],
  now: string,
  timeZone: string,
): Promise<boolean> {
  const day = await data.agenda.day(practitioner, date);
  if (day.entries().length > 0) return false;
  const prng = makePrng(`agenda/${key}/${date}`);
  const ranges = demonstrationWeek(now.slice(0, 10)).find((one) => one.day === weekdayOf(date))?.ranges ?? [];
  const seen = new Set<string>();
  for (const { start, minutes, kind } of planDay(prng, ranges)) {
    const local = `${date}T${clock(start)}`;
    const patient = prng.pick(candidates(prng, patients, kind.code === 'child' ? 'child' : care, seen));
    const state = stateAt(prng, local, `${date}T${clock(start + minutes)}`, now);
    seen.add(patient.scope);
    const appointment = buildAppointment({
      start: withOffset(local, timeZone),
      end: withOffset(`${date}T${clock(start + minutes)}`, timeZone),
      ...{ minutes, kind, patient: { scope: patient.scope, name: patient.name } },
      notes: prng.chance(0.08) ? [prng.pick(practicalNotes)] : [],
    });
    const arrived = Date.now() - prng.integer(2, 18) * 60_000;
    await data.agenda.book(day, withAppointmentState(appointment, state, arrived, null));
  }
  return true;
}

/** The patients of a kind for most of its appointments, each once a day as long as the practice has another one. */
function candidates(
  prng: Prng,
  patients: PracticeFile['patients'],
  care: 'child' | 'pregnancy' | null,
  seen: ReadonlySet<string>,
): PracticeFile['patients'] {
  const others = patients.filter((one) => !seen.has(one.scope));
  const all = others.length === 0 ? patients : others;
  if (care === null || (care === 'pregnancy' && !prng.chance(careShare))) return all;
  const some = all.filter((one) => one.care === care);
  return some.length === 0 ? all : some;
}

export type Planned = {
  readonly start: number;
  readonly minutes: number;
  readonly kind: { readonly code: string; readonly name: string };
};

/** Appointments one after the other, with a gap here and there, and at least one in each range. */
export function* planDay(prng: Prng, ranges: readonly { from: number; to: number }[]): Generator<Planned> {
  for (const { from, to } of ranges) {
    let at = from + prng.integer(0, 2) * 15;
    let hasGap = false;
    while (at < to) {
      const kind = prng.chance(0.65) ? demonstrationKinds[0] : prng.pick(demonstrationKinds);
      if (kind === undefined || at + kind.minutes > to) break;
      const isGap: boolean = prng.chance(0.15) || (!hasGap && at >= (from + to) / 2);
      hasGap ||= isGap;
      if (!isGap) yield { start: at, minutes: kind.minutes, kind };
      at += kind.minutes;
    }
  }
}

function stateAt(prng: Prng, start: string, end: string, now: string): AppointmentState {
  if (end <= now) return prng.chance(0.06) ? 'absent' : 'seen';
  if (start <= now) return 'in_consultation';
  const soon = Date.parse(`${start}:00Z`) - Date.parse(`${now}:00Z`) < 40 * 60_000;
  if (soon) return prng.chance(0.6) ? 'arrived' : 'confirmed';
  return prng.chance(0.6) ? 'confirmed' : 'planned';
}

/** Fills days one after the other, and stops at the first quota: what is missing is filled at a later start. */
export async function fillDays(
  days: readonly DayToFill[],
  fill: (day: DayToFill) => Promise<boolean>,
): Promise<number> {
  let filled = 0;
  for (const day of days) {
    try {
      if (await fill(day)) filled += 1;
    } catch (error) {
      if (error instanceof DataError && error.code === 'quota_reached') break;
      throw error;
    }
  }
  return filled;
}
