import { hasCode, labelOf } from '../french/coding.ts';
import { isObject, objects, text } from '../json/json.ts';
import { dateOf } from './problems.ts';
import { newestFirst, ofType, type ViewSource } from './view-source.ts';

/** One line of a treatment or prescription. */
export interface TreatmentView {
  readonly id: string;
  /** Substance or brand, as prescribed. */
  readonly name: string;
  readonly strength: string | null;
  readonly dose: string | null;
  readonly date: string | null;
  /** Last day of the prescription, if it names one. */
  readonly until: string | null;
  readonly author: string | null;
  /** True if it was stopped, cancelled or written in error: no prescription any more. */
  readonly isEnded: boolean;
}

/** The lines that were prescribed together and have not ended. */
export interface PrescriptionView {
  /** Record id of the first line, which stands for all. */
  readonly id: string;
  readonly date: string | null;
  readonly lines: readonly TreatmentView[];
}

const endedStatuses: readonly unknown[] = ['stopped', 'cancelled', 'entered-in-error'];
const courseSystem = 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy';

/**
 * The standing treatment: active prescriptions marked as continuous, the newest of each medicine, and the statements
 * of treatments that others prescribed.
 */
export function treatmentsOf(sources: readonly ViewSource[]): TreatmentView[] {
  const requests = sources.filter(isStanding);
  const statements = ofType(sources, 'MedicationStatement').filter(({ resource }) => resource['status'] === 'active');
  const newest = new Map<string, TreatmentView>();
  for (const view of newestFirst([...requests, ...statements].map(treatment))) {
    const key = view.name.toLowerCase();
    if (!newest.has(key)) newest.set(key, view);
  }
  return [...newest.values()].sort((one, other) => one.name.localeCompare(other.name, 'fr'));
}

/** An active prescription that is marked as continuous. */
export function isStanding({ resource }: ViewSource): boolean {
  if (resource.resourceType !== 'MedicationRequest' || resource['status'] !== 'active') return false;
  return hasCode(resource['courseOfTherapyType'], courseSystem, 'continuous');
}

/** Every prescription line, newest first. */
export function prescriptionsOf(sources: readonly ViewSource[]): TreatmentView[] {
  return newestFirst(ofType(sources, 'MedicationRequest').map(treatment));
}

/** The prescriptions of these lines, in their order. One of which every line has ended is none. */
export function prescriptionsTogether(lines: readonly TreatmentView[]): PrescriptionView[] {
  const byDate = new Map<string | null, TreatmentView[]>();
  for (const line of lines) {
    if (!line.isEnded) byDate.set(line.date, [...(byDate.get(line.date) ?? []), line]);
  }
  return Array.from(byDate, ([date, together]) => ({ id: together[0]?.id ?? '', date, lines: together }));
}

function treatment({ id, resource }: ViewSource): TreatmentView {
  const written = labelOf(resource['medicationCodeableConcept']) ?? labelOf(resource['medicationReference']) ?? '';
  const { name, strength } = splitStrength(written);
  const doses = objects(resource['dosageInstruction'] ?? resource['dosage']).map((dosage) => text(dosage['text']));
  const dispense = isObject(resource['dispenseRequest']) ? resource['dispenseRequest'] : {};
  const validity = isObject(dispense['validityPeriod']) ? dispense['validityPeriod'] : {};
  const requester = isObject(resource['requester']) ? text(resource['requester']['display']) : null;
  return {
    ...{ id, name, strength },
    dose: doses.filter((dose) => dose !== null).join(', ') || null,
    date: dateOf(resource, 'authoredOn', 'effectivePeriod', 'effectiveDateTime', 'dateAsserted'),
    until: text(validity['end']),
    author: requester,
    isEnded: endedStatuses.includes(resource['status']),
  };
}

/** `METFORMINE 1000 mg, comprimé` has the name METFORMINE and the strength `1000 mg`. */
function splitStrength(written: string): { name: string; strength: string | null } {
  const found = /^(.*?)\s+(\d[\d\s.,]*\s?(?:mg|g|µg|microgrammes?|UI|%|mL|ml)\b[^,]*)/u.exec(written);
  const [, name, strength] = found ?? [];
  if (name === undefined || strength === undefined) return { name: written, strength: null };
  return { name, strength: strength.trim() };
}
