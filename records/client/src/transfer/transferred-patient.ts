import type { VerifiedFile } from '@etanche/core-sealing';
import { parseResource, type Resource } from '@etanche/records-fhir';
import { untrusted } from '../data/data-error.ts';

type CurrentVersion = VerifiedFile['current'][number];

/** The Patient of a transferred file. `version`: where the sender's file has it. */
export type TransferredPatient = { readonly resource: Resource; readonly version: CurrentVersion };

/**
 * The one Patient of a transferred file, which a person compares and which is filed.
 *
 * @throws DataError `could_not_check` for a file without a Patient or with several
 */
export function transferredPatient({ current }: Pick<VerifiedFile, 'current'>): TransferredPatient {
  let found: TransferredPatient | null = null;
  for (const version of current) {
    if (version.kind !== 'resource') continue;
    const { resource } = parseResource(version.bytes, { bytes: version.bytes.length, depth: 64 });
    if (resource.resourceType !== 'Patient') continue;
    if (found !== null) throw untrusted('a file with two Patients');
    found = { resource, version };
  }
  if (found === null) throw untrusted('a file without its Patient');
  return found;
}
