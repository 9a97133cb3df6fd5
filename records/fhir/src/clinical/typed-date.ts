import { isDate } from '../resource/dates.ts';

/**
 * Reads a date as people write it in France: `14/03/2014`, `14.3.2014`, `3/2014`, `2014`, or a FHIR date. Null if it is
 * none of these or no day of the calendar.
 */
export function readTypedDate(typed: string): string | null {
  const written = typed.trim();
  const parts = /^(?:(\d{1,2})[/.\s-])?(?:(\d{1,2})[/.\s-])?(\d{4})$/.exec(written);
  const [, first, second, year = ''] = parts ?? [];
  const [day, month] = second === undefined ? [undefined, first] : [first, second];
  const date =
    parts === null
      ? written
      : [year, month, day]
          .filter((part) => part !== undefined)
          .map(pad)
          .join('-');
  return isDate(date) ? date : null;
}

/** Reads an expiry as it is printed on a box, also with a short year: `06/27`, `06/2027`, `30.06.27`. Null otherwise. */
export function readTypedExpiry(typed: string): string | null {
  const short = /^((?:\d{1,2}[/.\s-])?\d{1,2}[/.\s-])(\d{2})$/.exec(typed.trim());
  const date = readTypedDate(short === null ? typed : `${short[1]}20${short[2]}`);
  return date !== null && date >= '2000' ? date : null;
}

function pad(part: string): string {
  return part.padStart(2, '0');
}
