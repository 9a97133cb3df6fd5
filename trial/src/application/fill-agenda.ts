import { makePrng, type Prng } from '@etanche/demo';
import { DataError, type RecordsData } from '@etanche/records-client';
import { buildAppointment, practicalNotes, withAppointmentState, type AppointmentState } from '@etanche/records-fhir';
import { clock, plusDays, withOffset } from '@etanche/records-web';
import { demonstrationHours, demonstrationKinds } from './practice-settings.ts';
import type { PracticeFile } from './practice-file.ts';

export type DayToFill = { readonly practitioner: string; readonly date: string };

/** The days around today, past ones first: the demonstration works on all of them. */
export function daysAround(today: string, before: number, after: number): string[] {
  return Array.from({ length: before + after + 1 }, (_, i) => plusDays(today, i - before));
}

/**
 * Books a plausible day if it has no entry yet. Appointments before `now` are over, one is going on, and two patients
 * wait.
 *
 * @param now `YYYY-MM-DDTHH:MM` in `timeZone`
 * @returns false if the day had entries
 */
export async function fillDay(
  data: RecordsData,
  { practitioner, date }: DayToFill,
  patients: PracticeFile['patients'],
  now: string,
  timeZone: string,
): Promise<boolean> {
  const day = await data.agenda.day(practitioner, date);
  if (day.entries().length > 0) return false;
  const prng = makePrng(`agenda/${practitioner}/${date}`);
  for (const { start, minutes, kind } of planDay(prng)) {
    const local = `${date}T${clock(start)}`;
    const patient = prng.pick(patients);
    const state = stateAt(prng, local, `${date}T${clock(start + minutes)}`, now);
    const appointment = buildAppointment({
      start: withOffset(local, timeZone),
      end: withOffset(`${date}T${clock(start + minutes)}`, timeZone),
      ...{ minutes, kind, patient },
      notes: prng.chance(0.08) ? [prng.pick(practicalNotes)] : [],
    });
    const arrived = Date.now() - prng.integer(2, 18) * 60_000;
    await data.agenda.book(day, withAppointmentState(appointment, state, arrived, null));
  }
  return true;
}

type Planned = {
  readonly start: number;
  readonly minutes: number;
  readonly kind: { readonly code: string; readonly name: string };
};

/** Appointments one after the other, with a gap here and there. */
function* planDay(prng: Prng): Generator<Planned> {
  for (const { from, to } of demonstrationHours) {
    let at = from + prng.integer(0, 2) * 15;
    while (at < to) {
      const kind = prng.chance(0.65) ? demonstrationKinds[0] : prng.pick(demonstrationKinds);
      if (kind === undefined || at + kind.minutes > to) break;
      if (!prng.chance(0.15)) yield { start: at, minutes: kind.minutes, kind };
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
