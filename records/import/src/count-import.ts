import { checkResource, readPatient, termsOf } from '@etanche/records-fhir';
import type { ImportRequest } from './import-request.ts';
import { patientUnits } from './units/patient-units.ts';
import { surveySource } from './units/survey.ts';

/**
 * The limits of an importer's right: the patients, and all evaluations (the search terms, and one more for each
 * patient).
 */
export type ImportCount = { readonly patients: number; readonly terms: number };

type ImportSource = Pick<ImportRequest, 'paths' | 'xmlToJson' | 'memoryBytes'>;

/**
 * Counts the patients and evaluations of a source, so that the importer's right covers no more than it needs. Sends
 * nothing.
 *
 * @throws ImportError
 */
export async function countImport({ paths, xmlToJson, memoryBytes }: ImportSource): Promise<ImportCount> {
  const survey = await surveySource(paths, memoryBytes, xmlToJson, () => undefined);
  let [patients, terms] = [0, 0];
  for await (const unit of patientUnits(paths, survey, memoryBytes, xmlToJson)) {
    if (unit.kind === 'refused' || checkResource(unit.unit.patient.resource).length > 0) continue;
    patients += 1;
    // One more evaluation finds the file of an earlier import.
    terms += termsOf(readPatient(unit.unit.patient.resource)).length + 1;
  }
  return { patients, terms };
}
