import { dueVaccines, ongoingPregnancy, type DueVaccine, type Synthesis } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';

/** The vaccines that the calendar demands for this patient today. */
export function dueOf({ card }: PatientHeader, synthesis: Synthesis): DueVaccine[] {
  const given = synthesis.vaccines.flatMap(({ date, diseases, isDone }) =>
    isDone && date !== null ? [{ date, diseases }] : [],
  );
  const amenorrhoeaSince = ongoingPregnancy(synthesis.obstetrics.pregnancies)?.since ?? null;
  const facts = { birthDate: card.birthDate, isDeceased: card.deceased, given, amenorrhoeaSince };
  return dueVaccines(facts, practiceToday());
}
