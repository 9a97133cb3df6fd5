import type { AgendaEntry } from '@etanche/records-fhir';
import { plusMinutes, withOffset } from './zoned-time.ts';

export type CalendarEvent = Pick<AgendaEntry, 'id' | 'start' | 'minutes' | 'state'> & { readonly summary: string };

/**
 * An iCalendar file (RFC 5545) of entries of the agenda. Times are written in UTC, so that no time zone component is
 * needed. Cancelled entries are left out.
 *
 * @param at time of the export, in ms since 1970
 */
export function calendarFile(events: readonly CalendarEvent[], timeZone: string, at: number): string {
  const lines = events
    .filter(({ state }) => state !== 'cancelled')
    .flatMap(({ id, start, minutes, summary }) => [
      'BEGIN:VEVENT',
      `UID:${id}@etanche.invalid`,
      `DTSTAMP:${utc(at)}`,
      `DTSTART:${utc(Date.parse(withOffset(start, timeZone)))}`,
      `DTEND:${utc(Date.parse(withOffset(plusMinutes(start, minutes), timeZone)))}`,
      `SUMMARY:${escaped(summary)}`,
      'END:VEVENT',
    ]);
  const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Etanche//Records//FR', ...lines, 'END:VCALENDAR'];
  return file.map((line) => `${folded(line)}\r\n`).join('');
}

/** `20261126T091000Z`. */
function utc(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
}

/** TEXT of section 3.3.11. */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '\\n');
}

/** A line has at most 75 octets; the rest continues after a space (section 3.1). No character is cut. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}
