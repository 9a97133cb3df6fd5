import type { DocumentMark, DocumentView } from '@etanche/records-fhir';
import type { Language } from '@etanche/ui';
import { practiceClock } from '../../port/practice-time.ts';
import type { DocumentTexts } from '../text/document-fr.ts';
import { longDate } from '../text/format.ts';

/** The facts about the version of a document that a person has to know, the most important first. */
export function versionWords(
  { version: { state, earlier, later, remarks } }: Pick<DocumentView, 'version'>,
  { versions }: DocumentTexts,
  language: Language,
): string[] {
  const filed = Date.parse(later?.at ?? '');
  const at = Number.isNaN(filed) ? '' : longDate(practiceClock(filed).slice(0, 10), language);
  const own =
    state === 'withdrawn'
      ? [versions.withdrawn(at)]
      : state === 'superseded'
        ? later === null
          ? []
          : [versions.superseded(at)]
        : later?.code === 'appends'
          ? [versions.corrected(at)]
          : [];
  const before = earlier.map(({ code, date }) => {
    const day = longDate(date, language);
    return state === 'notice' ? versions.withdraws(day) : versions[code](day);
  });
  return [
    ...own,
    ...(state === 'notice' ? [versions.notice] : []),
    ...new Set(before),
    ...remarks.map((one) => versions.remarks[one]),
  ];
}

/** The masks of a document as words. */
export function markWords(marks: readonly DocumentMark[], { marks: known, otherMark }: DocumentTexts): string[] {
  return marks.map(({ code }) => known[code] ?? otherMark(code));
}
