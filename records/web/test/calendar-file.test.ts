import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarFile, type CalendarEvent } from '../worker/calendar-file.ts';

const at = Date.parse('2026-11-26T08:00:00Z');
const event: CalendarEvent = { id: 'abc', start: '2026-11-26T10:10', minutes: 20, state: 'planned', summary: 'Occupé' };

/** The content lines of section 3.1 of RFC 5545, unfolded. */
function linesOf(file: string): string[] {
  return file.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
}

describe('an iCalendar file', () => {
  test('has each entry in UTC', () => {
    expect(linesOf(calendarFile([event], 'Europe/Paris', at))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Etanche//Records//FR',
      'BEGIN:VEVENT',
      'UID:abc@etanche.invalid',
      'DTSTAMP:20261126T080000Z',
      'DTSTART:20261126T091000Z',
      'DTEND:20261126T093000Z',
      'SUMMARY:Occupé',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });

  test('follows the clock change: the same hour in summer is an hour earlier in UTC', () => {
    const summer = calendarFile([{ ...event, start: '2026-07-02T10:10' }], 'Europe/Paris', at);
    expect(summer).toContain('DTSTART:20260702T081000Z');
  });

  test('leaves out a cancelled entry', () => {
    expect(calendarFile([{ ...event, state: 'cancelled' }], 'Europe/Paris', at)).not.toContain('VEVENT');
  });

  test('returns every summary unchanged when it is read again, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (drawn) => {
        const summary = drawn.replaceAll(/[\r\n]/g, ' ');
        const file = calendarFile([{ ...event, summary }], 'Europe/Paris', at);
        for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
        const read = linesOf(file).find((line) => line.startsWith('SUMMARY:'));
        expect(read?.slice(8).replaceAll(/\\([\\;,])/g, '$1')).toBe(summary);
      }),
    );
  });

  test('cannot be extended by a name with line breaks', () => {
    const file = calendarFile([{ ...event, summary: 'A\r\nEND:VEVENT\nBEGIN:VEVENT' }], 'Europe/Paris', at);
    expect(linesOf(file).filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
  });
});
