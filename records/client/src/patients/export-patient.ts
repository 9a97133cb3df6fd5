import { patientDocument, type NamedResource } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { Access } from './accesses.ts';
import type { PatientFile } from './patient-file.ts';

/** All data of a patient, for the patient: a FHIR document, and the accesses to the file, newest first. */
export type PatientExport = { readonly document: string; readonly accesses: readonly Access[] };

/**
 * @param author display name of the document's author
 * @throws DataError `not_entitled` if a part of the file is withheld from this member; FhirError `document_invalid`
 */
export async function exportPatient(context: DataContext, file: PatientFile, author: string): Promise<PatientExport> {
  if (file.withheld() > 0) throw new DataError('not_entitled', `${file.withheld()} resources are withheld`);
  const { random, now } = context.environment;
  const document = patientDocument(await namedResources(file), {
    documentId: uuid(random(16)),
    compositionId: uuid(random(16)),
    now: now(),
    base: context.session.serverUrl.replace(/\/+$/, ''),
    author: { display: author },
  });
  return { document, accesses: await allAccesses(file) };
}

async function namedResources(file: PatientFile): Promise<NamedResource[]> {
  const all: NamedResource[] = [];
  for (const one of file.resources()) {
    all.push({ text: await file.exactText(one), resource: one.resource, fullUrls: file.fullUrls(one.id) });
  }
  return all;
}

async function allAccesses(file: PatientFile): Promise<Access[]> {
  const all: Access[] = [];
  for (let before: number | undefined; ;) {
    const { accesses, next } = await file.accesses(before);
    all.push(...accesses);
    if (next === null) return all;
    before = next;
  }
}

/** RFC 9562 version 4. */
function uuid(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
