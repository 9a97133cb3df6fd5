import type { AgendaEntry } from '@etanche/records-fhir';
import type { FreePlace } from '../port/agenda-calls.ts';
import { clock, isOpenOn, minutesOfDay, openingHoursOn, plusDays, stepMinutes } from '../port/opening-hours.ts';

export type PlaceSearch = {
  readonly practitioners: readonly string[];
  /** `YYYY-MM-DDTHH:MM`: no place begins earlier. */
  readonly from: string;
  readonly days: number;
  readonly minutes: number;
  readonly most: number;
  /** Null for a day that cannot be read now: no place of it is known. */
  readonly entriesOf: (practitioner: string, date: string) => Promise<readonly AgendaEntry[] | null>;
};

/** Free places, earliest first. Days are read one after the other, so that no day is opened that is not needed. */
export async function freePlaces(search: PlaceSearch): Promise<readonly FreePlace[]> {
  const found: FreePlace[] = [];
  const first = search.from.slice(0, 10);
  for (let day = 0; day < search.days && found.length < search.most; day++) {
    const date = plusDays(first, day);
    if (!isOpenOn(date)) continue;
    const earliest = day === 0 ? minutesOfDay(search.from) : 0;
    const ofDay = await Promise.all(
      search.practitioners.map(async (practitioner) => {
        const entries = await search.entriesOf(practitioner, date);
        const gaps = entries === null ? [] : gapsOf(entries, date, earliest, search.minutes);
        return gaps.map((at) => ({ practitioner, start: `${date}T${clock(at)}`, minutes: search.minutes }));
      }),
    );
    found.push(...ofDay.flat().sort((one, other) => one.start.localeCompare(other.start)));
  }
  return found.slice(0, search.most);
}

/** The beginning of each place of a day: in a long gap one after the other. */
export function gapsOf(entries: readonly AgendaEntry[], date: string, earliest: number, minutes: number): number[] {
  return freeRanges(entries, date, earliest).flatMap(({ from, to }) =>
    Array.from({ length: Math.floor((to - from) / minutes) }, (_, i) => from + i * minutes),
  );
}

/** The ranges of a day, in minutes since midnight, without an appointment that takes place. */
export function freeRanges(
  entries: readonly AgendaEntry[],
  date: string,
  earliest: number,
): { from: number; to: number }[] {
  const taken = entries
    .filter(({ state }) => state !== 'cancelled' && state !== 'absent')
    .map((entry) => ({ from: minutesOfDay(entry.start), to: minutesOfDay(entry.start) + entry.minutes }))
    .sort((one, other) => one.from - other.from);
  const upToStep = (minute: number): number => Math.ceil(minute / stepMinutes) * stepMinutes;
  return openingHoursOn(date).flatMap(({ from, to }) => {
    const free: { from: number; to: number }[] = [];
    let at = Math.max(from, upToStep(earliest));
    for (const busy of [...taken, { from: to, to }]) {
      const end = Math.min(busy.from, to);
      if (end > at) free.push({ from: at, to: end });
      at = Math.max(at, upToStep(busy.to));
    }
    return free;
  });
}
