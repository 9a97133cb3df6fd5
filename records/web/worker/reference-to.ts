import type { PatientFile } from '@etanche/records-client';

/** A reference to the file's Patient, by its FHIR id; by its record id where another program left none. */
export function referenceTo(file: PatientFile): string {
  const { id: record, resource } = file.patient().resource;
  const { id } = resource;
  return `Patient/${typeof id === 'string' ? id : record}`;
}
