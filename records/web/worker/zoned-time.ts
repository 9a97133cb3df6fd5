/**
 * Writes a local time with the offset that the zone has at that time, as FHIR requires: `2026-11-26T10:10` in
 * Europe/Paris is `2026-11-26T10:10:00+01:00`. A time that a clock change skips takes the offset after it.
 */
export function withOffset(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}:00Z`);
  const first = offsetMinutes(asUtc, timeZone);
  const offset = offsetMinutes(asUtc - first * 60_000, timeZone);
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${local}:00${sign}${hours}:${minutes}`;
}

/** The local time some minutes later, within the same wall clock. */
export function plusMinutes(local: string, minutes: number): string {
  return new Date(Date.parse(`${local}:00Z`) + minutes * 60_000).toISOString().slice(0, 16);
}

/** The wall clock of a zone, `YYYY-MM-DDTHH:MM`. */
export function localTime(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return parts.replace(' ', 'T');
}

function offsetMinutes(at: number, timeZone: string): number {
  const wall = Date.parse(`${localTime(at, timeZone)}:00Z`);
  return Math.round((wall - at) / 60_000);
}
