import { checkResource, readPatient, termsOf } from '@etanche/records-fhir';
import type { ImportRequest } from './run-import.ts';
import { patientUnits } from './units/patient-units.ts';
import { survey } from './units/survey.ts';

/** What an importer's right is asked for: patients, and what is evaluated for all of them together: search terms, and one for each patient. */
export type ImportCount = { readonly patients: number; readonly terms: number };

/** What is to be imported, as for `runImport`. */
export type ImportSource = Pick<ImportRequest, 'paths' | 'xmlToJson' | 'memoryBytes'>;

/**
 * Counts what a source would bring, so that the approvers are asked for no more than it needs. Nothing is sent anywhere.
 *
 * @throws ImportError
 */
export async function countImport({ paths, xmlToJson, memoryBytes }: ImportSource): Promise<ImportCount> {
  const found = await survey(paths, xmlToJson, () => undefined);
  let [patients, terms] = [0, 0];
  for await (const unit of patientUnits(paths, found, memoryBytes, xmlToJson)) {
    if (unit.kind === 'refused' || checkResource(unit.unit.patient.resource).length > 0) continue;
    patients += 1;
    // One more evaluation finds the file that an earlier import may have made.
    terms += termsOf(readPatient(unit.unit.patient.resource)).length + 1;
  }
  return { patients, terms };
}
