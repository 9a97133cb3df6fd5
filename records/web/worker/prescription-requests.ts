import { isStanding, type JsonObject, type Resource } from '@etanche/records-fhir';
import { DataError, type FileResource, type PatientFile } from '@etanche/records-client';
import { renewPrescriptions, writePrescription } from '@etanche/records-medicines';
import type { LineDraft } from '../port/prescription-calls.ts';
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
 * @param renewed record ids
 * @param authoredOn FHIR instant
 * @throws DataError `invalid_resource` for a line without a readable dose
 */
export function prescriptionRequests(
  medicines: Medicines,
  file: PatientFile,
  wanted: { readonly lines: readonly LineDraft[]; readonly renewed: readonly string[] },
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
  const again = renewPrescriptions(
    treatmentOf(file)
      .filter(({ id }) => wanted.renewed.includes(id))
      .map(({ resource }) => resource),
    { authoredOn, requester },
  );
  return { requests: [...added, ...again.renewed], refused: again.refused.map(({ request }) => request) };
}

/** The lines of the standing treatment. */
export function treatmentOf(file: PatientFile): readonly FileResource[] {
  return file.resources().filter(isStanding);
}
