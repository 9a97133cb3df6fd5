import type { Change, PatientFile } from '@etanche/records-client';
import { withNewOwner } from '@etanche/records-fhir';
import { newRecordId } from '../../port/new-record-id.ts';
import { referenceTo } from '../reference-to.ts';
import { compareVaccines } from './find-patient.ts';
import type { ReadDocument } from './read-document.ts';

/**
 * The vaccinations of a document that a file lacks. Each gets an id of this file: the sender may have changed one, and
 * sent both under one id.
 *
 * @param source the sender, as a person reads it
 * @param wanted ids of those that a person has seen; one that the file has meanwhile is left out
 */
export function newVaccines(
  { vaccinations }: ReadDocument,
  file: PatientFile,
  source: string,
  wanted: readonly string[],
): Change[] {
  const matches = compareVaccines(vaccinations, file);
  return wanted.flatMap((one): Change[] => {
    const vaccination = vaccinations.get(one);
    const match = matches.get(one);
    if (vaccination === undefined || match === 'known' || match === 'invalid') return [];
    const id = newRecordId();
    return [{ kind: 'create', id, resource: withNewOwner(vaccination, { patient: referenceTo(file), source, id }) }];
  });
}
