import type { Synthesis, TreatmentView } from '@etanche/records-fhir';

/** Problems that last, then the past history and operations with their years, each once. */
export function historyLines({ problems, history }: Pick<Synthesis, 'problems' | 'history'>): string[] {
  const active = problems.filter(({ isActive }) => isActive).map(({ name }) => name);
  const past = history
    .filter(({ kind }) => kind === 'procedure' || kind === 'resolved')
    .map(({ name, date }) => (date === null ? name : `${name} (${date.slice(0, 4)})`));
  return [...new Set([...active, ...past])];
}

/**
 * The standing treatment, then what was prescribed for a time that has not ended, each with its strength.
 *
 * @param today `YYYY-MM-DD`
 */
export function treatmentLines(
  { treatments, prescriptions }: Pick<Synthesis, 'treatments' | 'prescriptions'>,
  today: string,
): string[] {
  const names = new Set(treatments.map(nameOf));
  const acute = prescriptions.filter(
    (one) => !names.has(nameOf(one)) && (one.date?.slice(0, 10) === today || (one.until ?? '').slice(0, 10) >= today),
  );
  const lines = [...treatments, ...acute].map((one) =>
    one.dose === null ? nameOf(one) : `${nameOf(one)}\u00a0: ${one.dose}`,
  );
  return [...new Set(lines)];
}

function nameOf({ name, strength }: TreatmentView): string {
  return strength === null ? name : `${name} ${strength}`;
}
