import {
  dueDateOf,
  pastTermWeeks,
  planPregnancy,
  termOn,
  type Obstetrics,
  type PlannedLine,
  type PregnancyView,
  type Synthesis,
} from '@etanche/records-fhir';
import type { Language } from '@etanche/ui';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { ageOn, longDate } from '../text/format.ts';
import type { Texts } from '../text/fr.ts';

const ages = { from: 12, to: 60 } as const;
const order = ['late', 'due', 'coming', 'missed', 'done'] as const;

/** True if the file has the tab of pregnancies. */
export function mayBePregnant({ card }: PatientHeader, synthesis: Synthesis | null): boolean {
  if ((synthesis?.obstetrics.pregnancies.length ?? 0) > 0) return true;
  const years = ageOn(card.birthDate, practiceToday());
  return card.sex === 'female' && (years === null || (years >= ages.from && years <= ages.to));
}

/** 24 SA + 3 j, terme le 12 mars 2027. */
export function termWords({ since }: PregnancyView, t: Texts, language: Language): string {
  const term = since === null ? null : termOn(since, practiceToday());
  if (since === null || term === null) return t.pregnancy.undated;
  return t.pregnancy.header(t.pregnancy.term(term.weeks, term.days), longDate(dueDateOf(since), language));
}

export function isPastTerm({ since }: PregnancyView): boolean {
  return (since === null ? 0 : (termOn(since, practiceToday())?.weeks ?? 0)) >= pastTermWeeks;
}

/** The calendar of the pregnancy that lasts: late and due lines first. */
export function planOf({ tests, marks, visits }: Obstetrics, since: string): PlannedLine[] {
  return planPregnancy({ since, tests, marks, visits: visits.map(({ date }) => date) }, practiceToday()).toSorted(
    (one, other) => order.indexOf(one.state) - order.indexOf(other.state),
  );
}
