import { InteropError } from '../interop-error.ts';

const fhirTime = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$/;
const hl7Time = /^(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?(?:\.\d+)?)?(Z|[+-]\d{4})?$/;

/**
 * A time of HL7 V3 (TS) from a FHIR date or dateTime: `2026-11-22T10:00:00+01:00` is `20261122100000+0100`.
 *
 * @throws InteropError `cda_incomplete`
 */
export function toHl7Time(time: string): string {
  const [, year, month = '', day = '', hour, minute = '', second = '', zone = ''] = fhirTime.exec(time) ?? [];
  if (year === undefined) throw new InteropError('cda_incomplete', 'a date of the document is not a FHIR date');
  if (hour === undefined) return `${year}${month}${day}`;
  return `${year}${month}${day}${hour}${minute}${second}${zone === 'Z' ? '+0000' : zone.replace(':', '')}`;
}

/**
 * The FHIR date or dateTime of a time of HL7 V3 or V2; null if it is none. FHIR has no time without a zone (R4,
 * dateTime), so that such a time is read as its day.
 */
export function fromHl7Time(time: string): string | null {
  const [, year, month, day, hour, minute = '00', second = '00', zone] = hl7Time.exec(time.trim()) ?? [];
  if (year === undefined || !isCalendar(year, month, day)) return null;
  if (month === undefined) return year;
  if (day === undefined) return `${year}-${month}`;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined || zone === undefined) return date;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return date;
  const written = zone === 'Z' || zone === '+0000' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return /^(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/.test(written) ? `${date}T${hour}:${minute}:${second}${written}` : date;
}

function isCalendar(year: string, month: string | undefined, day: string | undefined): boolean {
  if (year === '0000') return false;
  if (month === undefined) return true;
  const first = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? '01')));
  return first.getUTCMonth() === Number(month) - 1 && first.getUTCDate() === Number(day ?? '01');
}
