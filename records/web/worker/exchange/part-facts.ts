import type { DocumentFacts } from '@etanche/records-fhir';
import { practiceClock, practiceToday } from '../../port/practice-time.ts';

const mostTitle = 120;

/**
 * The description under which a part of a message is filed. A date that is no day is that of the message; a day that is
 * later than today, by a wrong clock, is today.
 *
 * @param time of the message, milliseconds since 1970
 */
export function partFacts(
  { title, kind, date }: Pick<DocumentFacts, 'title' | 'kind'> & { readonly date: string | null },
  time: number,
): DocumentFacts {
  const today = practiceToday();
  const sent = practiceClock(time).slice(0, 10);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date ?? '') ? (date ?? sent) : sent;
  return { title: title.slice(0, mostTitle), kind, date: day > today ? today : day };
}
