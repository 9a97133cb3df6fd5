import { createHash } from 'node:crypto';
import { fromRecordId, type Bytes } from '@etanche/core-wire';
import type { PatientFile } from '@etanche/records-client';
import type { Resource } from '@etanche/records-fhir';
import { hasVsmContent, writeVaccinationRecord, writeVsm, type CdaDraft } from '@etanche/records-interop';

/** Resource types that stand for more of the file than themselves, with the type of the document (JDV_J07). */
const structuredTypes: Readonly<Record<string, string>> = { Patient: 'SYNTH', Immunization: '11369-6' };

/**
 * The type of the document of level 3 that a resource stands for; null for one that is sent as a PDF, such as the
 * synthesis of a file with nothing for the sections of a VSM.
 */
export function structuredType({ resourceType }: Resource, file: PatientFile): string | null {
  if (resourceType === 'Patient' && !hasVsmContent(file.resources())) return null;
  return structuredTypes[resourceType] ?? null;
}

/**
 * The document of level 3 of a file. The same sending gives the same ids of sections and entries.
 *
 * @param draft of a type of `structuredType`
 * @param record record id of the sending
 * @throws InteropError `cda_incomplete`
 */
export function writeStructured(draft: CdaDraft, file: PatientFile, record: string): Bytes {
  const resources = file.resources().map(({ resource }) => resource);
  const newId = countedUuids(record, draft.type.code);
  // A file has no resource for points of attention and occupational risks: the document says that they are not recorded.
  return draft.type.code === 'SYNTH'
    ? writeVsm(draft, resources, { attention: [], work: [] }, newId)
    : writeVaccinationRecord(draft, resources, newId);
}

/** UUIDs (RFC 9562 version 8) that follow from a record and a part of it. */
function countedUuids(record: string, part: string): () => string {
  let count = 0;
  return () => {
    const digest = createHash('sha256').update(fromRecordId(record)).update(`${part} ${count++}`).digest();
    digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
    digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
    return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
}
