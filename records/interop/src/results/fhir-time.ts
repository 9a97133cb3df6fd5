/**
 * A sent time as a FHIR dateTime. FHIR demands a zone beside a time (R4, Datatypes, dateTime); senders write the wall
 * clock of `timeZone`. A time that a clock change skips takes the offset after it.
 */
export function fhirTime(sent: string, timeZone: string): string {
  if (!sent.includes('T') || /[+-]\d\d:\d\d$/.test(sent)) return sent;
  const asUtc = Date.parse(`${sent}Z`);
  const first = offsetMinutes(asUtc, timeZone);
  const offset = offsetMinutes(asUtc - first * 60_000, timeZone);
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${sent}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

function offsetMinutes(at: number, timeZone: string): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return Math.round((Date.parse(`${wall.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000) / 60_000);
}
