import { clock } from '../../port/opening-hours.ts';

type Ranges = { from: number; to: number }[];

/** `8:00-12:00, 14:00-19:00` for the ranges of a day; an empty text for a closed day. */
export function writeRanges(ranges: Readonly<Ranges>): string {
  return ranges.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ');
}

/** Reads such a text; null if it is none. `8h-12h30` is read too. */
export function readRanges(text: string): Ranges | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const ranges: Ranges = [];
  for (const part of parts) {
    const found = /^(\d{1,2})(?:[:h](\d{2})?)?\s*[-–à]\s*(\d{1,2})(?:[:h](\d{2})?)?$/u.exec(part);
    if (found === null) return null;
    const [, fromHour, fromMinute = '0', toHour, toMinute = '0'] = found;
    const from = Number(fromHour) * 60 + Number(fromMinute);
    const to = Number(toHour) * 60 + Number(toMinute);
    if (from >= to || to > 1440 || Number(fromMinute) > 59 || Number(toMinute) > 59) return null;
    ranges.push({ from, to });
  }
  return ranges;
}
