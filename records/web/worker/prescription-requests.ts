import { isObject, isStanding, type JsonObject, type Resource } from '@etanche/records-fhir';
import { DataError, type FileResource, type PatientFile } from '@etanche/records-client';
import {
  checkRules,
  hasOpenEnd,
  lineDays,
  prescriptionRules,
  readPrescription,
  renewPrescriptions,
  writePrescription,
  type PrescriptionLine,
} from '@etanche/records-medicines';
import type { LineDraft, Renewal } from '../port/prescription-calls.ts';
import type { Medicines } from './medicines.ts';
import { lineOf } from './read-line.ts';
import { referenceTo } from './reference-to.ts';

type Requests = {
  readonly requests: readonly Resource[];
  /** Lines of the standing treatment that cannot be renewed. */
  readonly refused: readonly JsonObject[];
};

/**
 * The MedicationRequests of a prescription: new lines, and lines of the standing treatment that are renewed.
 *
 * @param renewed record ids; a duration is refused that `renewalDurations` does not offer
 * @param authoredOn FHIR instant
 * @throws DataError `invalid_resource` for a line without a readable dose
 */
export function prescriptionRequests(
  medicines: Medicines,
  file: PatientFile,
  wanted: { readonly lines: readonly LineDraft[]; readonly renewed: readonly Renewal[] },
  { authoredOn, author }: { readonly authoredOn: string; readonly author: string },
): Requests {
  const requester = { display: author };
  const references = { subject: { reference: referenceTo(file) }, requester };
  const added = wanted.lines.map((draft) => {
    const read = lineOf(medicines, draft, authoredOn);
    if (read?.line.dose.kind !== 'dose')
      throw new DataError('invalid_resource', 'a line has no readable dose', {
        issues: [{ place: 0, path: 'MedicationRequest.dosageInstruction', code: 'value' }],
      });
    return writePrescription(read.line, references);
  });
  const standing = treatmentOf(file);
  const again = wanted.renewed.map(({ id, days }) => {
    const request = standing.find((one) => one.id === id)?.resource ?? null;
    const line = request === null ? null : (readPrescription(request)?.line ?? null);
    const isOffered = days === null || (line !== null && renewalDurations(medicines, line).includes(days));
    if (request === null || !isOffered) return { renewed: [], refused: [{ request: request ?? {} }] };
    return renewPrescriptions([request], { authoredOn, requester, days });
  });
  return {
    requests: [...added, ...again.flatMap(({ renewed }) => renewed)],
    refused: again.flatMap(({ refused }) => refused.map(({ request }) => request)),
  };
}

/** Days that a renewal may last, shortest first; empty if the dose has an end of its own. */
export function renewalDurations(medicines: Medicines, line: PrescriptionLine): readonly number[] {
  if (!hasOpenEnd(line)) return [];
  const { cis } = line.medicine;
  const brand = cis === null ? undefined : medicines.index.byCis.get(cis);
  const rules = brand === undefined ? null : prescriptionRules([brand]);
  const isPermitted = (days: number): boolean =>
    rules === null || !checkRules(rules, { days, renewals: line.renewals }).some(({ code }) => code === 'too_long');
  const usual = usualDays.filter((days) => days * (line.renewals + 1) <= mostDays && isPermitted(days));
  const own = lineDays(line);
  return [...new Set(own === null ? usual : [own, ...usual])].sort((one, other) => one - other);
}

const usualDays = [7, 14, 28, 30, 60, 90, 180] as const;
const mostDays = 366;

/** The lines of the standing treatment, without those that a later one of them renews. */
export function treatmentOf(file: PatientFile): readonly FileResource[] {
  const standing = file.resources().filter(isStanding);
  const renewed = new Set(
    standing.map(({ resource }) => {
      const prior = resource['priorPrescription'];
      return isObject(prior) ? prior['reference'] : null;
    }),
  );
  return standing.filter(({ resource: { id } }) => typeof id !== 'string' || !renewed.has(`MedicationRequest/${id}`));
}
