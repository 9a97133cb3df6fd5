import { parseBirthDate } from '@etanche/core-identifiers';

/**
 * Reads a time of HL7 and HPRIM Santé, `YYYY[MM[DD[hh[mm[ss]]]]][±zzzz]`, as `2026-11-12T08:14:00+01:00`. The zone
 * stays away if it was not sent; a time without minutes is given as its day.
 *
 * @returns null for a text that is no time
 */
export function readHl7Time(text: string): string | null {
  const [, year, month, day, hour, minute, second, zone] =
    /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/.exec(text.trim()) ??
    [];
  if (year === undefined) return null;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (!isDay(date)) return null;
  if (day === undefined || hour === undefined || minute === undefined) return date;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  const offset = zone === undefined ? '' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return isOffset(offset) ? `${date}T${hour}:${minute}:${second ?? '00'}${offset}` : null;
}

/** Reads a day as French laboratories write it: `12/11/2026`, `12-11-26`, `20261112`, with or without a time. */
export function readFrenchTime(text: string, today: string): string | null {
  const [, written = '', hour, minute] =
    /^(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{8})(?:\s{1,4}(?:à\s{1,4})?(\d{1,2})[:hH](\d\d)(?::\d\d)?)?$/u.exec(
      text.trim(),
    ) ?? [];
  const date = dateOfText(written, today, Number(today.slice(2, 4)) + 1);
  if (date === null || hour === undefined || minute === undefined) return date;
  if (Number(hour) > 23 || Number(minute) > 59) return null;
  return `${date}T${hour.padStart(2, '0')}:${minute}:00`;
}

/** Reads a birth date in any form of `parseBirthDate`, as a FHIR date, partial without a known day or month. */
export function readBirthDate(text: string, today: string): string | null {
  return dateOfText(text, today, Number(today.slice(2, 4)));
}

function dateOfText(text: string, today: string, twoDigitYearPivot: number): string | null {
  if (text.trim() === '') return null;
  const parsed = parseBirthDate(text, {
    today: `${Number(today.slice(0, 4)) + 1}-12-31`,
    twoDigitYearPivot: twoDigitYearPivot % 100,
  });
  return parsed.ok ? parsed.value.canonical.replace(/(?:-00)+$/, '') : null;
}

/** True for a day of the calendar, or the first part of one. */
function isDay(date: string): boolean {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(date) ?? [];
  if (year === undefined || year === '0000') return false;
  if (month === undefined) return true;
  const number = Number(month);
  if (number < 1 || number > 12) return false;
  const last = new Date(Date.UTC(Number(year), number, 0)).getUTCDate();
  return day === undefined || (Number(day) >= 1 && Number(day) <= last);
}

function isOffset(offset: string): boolean {
  const [, hours, minutes] = /^[+-](\d\d):(\d\d)$/.exec(offset) ?? [];
  return offset === '' || (Number(hours) <= 14 && Number(minutes) <= 59);
}
