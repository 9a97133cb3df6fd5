import type { Language } from '@etanche/ui';
import { practiceTimeZone } from '../../port/practice-setup.ts';

const locales: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

/** A birth date for a person: 14/03/1958, or the year alone. */
export function birthDate(date: string | null): string {
  if (date === null) return '—';
  const [year = '', month, day] = date.split('-');
  if (month === undefined) return year;
  return day === undefined ? `${month}/${year}` : `${day}/${month}/${year}`;
}

/** Age in whole years on a day; null if the birth date lacks the day. */
export function ageOn(birth: string | null, today: string): number | null {
  if (birth?.length !== 10) return null;
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** Months of life on a day, for a child under two. */
export function monthsOn(birth: string, today: string): number {
  const months =
    (Number(today.slice(0, 4)) - Number(birth.slice(0, 4))) * 12 +
    Number(today.slice(5, 7)) -
    Number(birth.slice(5, 7));
  return today.slice(8) < birth.slice(8) ? months - 1 : months;
}

/** 27 août 2026, from a FHIR date of any precision. */
export function longDate(date: string | null, language: Language): string {
  if (date === null) return '';
  const day = date.slice(0, 10);
  if (day.length === 4) return day;
  const options: Intl.DateTimeFormatOptions =
    day.length === 7 ? { month: 'long', year: 'numeric' } : { day: 'numeric', month: 'long', year: 'numeric' };
  const at = new Date(`${day.length === 7 ? `${day}-01` : day}T00:00:00Z`);
  return first(new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC' }).format(at), language);
}

/** Jeudi 26 novembre. */
export function dayTitle(date: string, language: Language): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  const text = new Intl.DateTimeFormat(locales[language], options).format(new Date(`${date}T00:00:00Z`));
  return first(text.charAt(0).toUpperCase() + text.slice(1), language);
}

/** jeudi 26 novembre, inside a sentence; English keeps the capital. */
export function dayInSentence(date: string, language: Language): string {
  const title = dayTitle(date, language);
  return language === 'fr' ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** Novembre 2026. */
export function monthTitle(date: string, language: Language): string {
  const options = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  const text = new Intl.DateTimeFormat(locales[language], options).format(new Date(`${date}T00:00:00Z`));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 26 novembre. */
export function shortDay(date: string, language: Language): string {
  const options = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return first(new Intl.DateTimeFormat(locales[language], options).format(new Date(`${date}T00:00:00Z`)), language);
}

/** Jeu. 26 nov. */
export function weekdayTitle(date: string, language: Language): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  const text = new Intl.DateTimeFormat(locales[language], options).format(new Date(`${date}T00:00:00Z`));
  return first(text.charAt(0).toUpperCase() + text.slice(1), language);
}

/** 16:02 in the practice, wherever the device is. */
export function shortTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { timeStyle: 'short', timeZone: practiceTimeZone() }).format(at);
}

/** 16:02:05 in the practice. */
export function exactTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { timeStyle: 'medium', timeZone: practiceTimeZone() }).format(at);
}

/** 29 nov. 2026, 16:02 in the practice. */
export function dayAndTime(at: number, language: Language): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: practiceTimeZone() } as const;
  return first(new Intl.DateTimeFormat(locales[language], options).format(at), language);
}

/** A number with its decimals as the language writes them. */
export function number(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: 2 }).format(value);
}

/** The first day of a month is "1er" in French. */
function first(text: string, language: Language): string {
  return language === 'fr' ? text.replace(/(^|\s)1 (?=\p{L})/u, '$11er ') : text;
}
