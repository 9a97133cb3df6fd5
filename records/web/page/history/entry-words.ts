import { kin, type EntryFacts } from '@etanche/records-fhir';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';

/** The facts of an entry after its name, as one line. */
export function useEntryWords(): (facts: EntryFacts) => string {
  const t = useTexts();
  const { language } = useLanguage();
  return (facts) =>
    [
      facts.relative === null ? null : kin[facts.relative],
      facts.reaction,
      facts.severity === null ? null : t.clinic.severities[facts.severity],
      facts.isIntolerance ? t.clinic.intolerance : null,
      facts.start === null ? null : longDate(facts.start, language),
      facts.end === null ? null : t.clinic.ended(longDate(facts.end, language)),
      facts.age === null ? null : t.clinic.ageAt(facts.age),
      facts.isLongTerm ? 'ALD' : null,
      facts.note,
    ]
      .filter(Boolean)
      .join(' · ');
}
