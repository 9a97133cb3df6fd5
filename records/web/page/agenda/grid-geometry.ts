import { openingHoursOn } from '../../port/opening-hours.ts';

/** A place that somebody chose; `start` is `YYYY-MM-DDTHH:MM`, `minutes` its whole length where it is known. */
export type ChosenPlace = { readonly practitioner: string; readonly start: string; readonly minutes?: number };

/** First and last minute of the day that the grid shows. */
export const firstMinute = 8 * 60;
export const lastMinute = 20 * 60;

/** A quarter of an hour has 34 pixels, so that one line of text fits. */
const pixelsPerMinute = 34 / 15;

export function pixelsOf(minutes: number): number {
  return Math.round(minutes * pixelsPerMinute);
}

/** A distance on the grid in minutes, in steps of five. */
export function minutesOfPixels(pixels: number): number {
  return Math.round(pixels / pixelsPerMinute / 5) * 5;
}

export function topOf(minute: number): number {
  return pixelsOf(minute - firstMinute);
}

/** The minute at a height of the grid, in steps of five. */
export function minuteAt(pixels: number): number {
  return firstMinute + minutesOfPixels(pixels);
}

export type Lane = { readonly lane: number; readonly lanes: number };

/** Places entries that overlap side by side: each gets a lane, and its group the number of lanes. */
export function lanesOf<T extends { readonly from: number; readonly to: number }>(sorted: readonly T[]): Map<T, Lane> {
  const result = new Map<T, Lane>();
  let group: { entry: T; lane: number }[] = [];
  let ends: number[] = [];
  const close = (): void => {
    for (const { entry, lane } of group) result.set(entry, { lane, lanes: ends.length });
    group = [];
    ends = [];
  };
  for (const entry of sorted) {
    if (ends.every((end) => end <= entry.from)) close();
    const free = ends.findIndex((end) => end <= entry.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = entry.to;
    group.push({ entry, lane });
  }
  close();
  return result;
}

/** Ranges of a day outside the opening hours, in minutes since midnight. */
export function closedRanges(date: string, isOpen: boolean): { from: number; to: number; isPause: boolean }[] {
  if (!isOpen) return [{ from: firstMinute, to: lastMinute, isPause: false }];
  const ranges: { from: number; to: number; isPause: boolean }[] = [];
  let at = firstMinute;
  for (const { from, to } of openingHoursOn(date)) {
    if (from > at) ranges.push({ from: at, to: from, isPause: at !== firstMinute });
    at = to;
  }
  if (at < lastMinute) ranges.push({ from: at, to: lastMinute, isPause: false });
  return ranges;
}
