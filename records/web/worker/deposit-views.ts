import { binaryOf, type FileResource, type PatientFile } from '@etanche/records-client';
import { attachmentOf, isDeposit, isObject, text } from '@etanche/records-fhir';
import type { DepositView } from '../port/document-calls.ts';

/** The documents of a file that wait for a doctor, oldest first. */
export function depositViews(file: PatientFile): DepositView[] {
  return file
    .resources()
    .filter((one) => depositBinary(one) !== null)
    .map(({ id, resource }) => {
      const { size } = attachmentOf(resource);
      const [author] = Array.isArray(resource['author']) ? resource['author'] : [];
      return {
        ...{ id, at: text(resource['date']) ?? '' },
        author: isObject(author) ? (text(author['display']) ?? '') : '',
        size: typeof size === 'number' ? size : 0,
      };
    })
    .toSorted((one, other) => one.at.localeCompare(other.at));
}

/** The record id of a deposit's binary; null for any other resource. */
export function depositBinary({ resource, compartment }: FileResource): string | null {
  if (compartment !== 'identity' || !isDeposit(resource)) return null;
  return binaryOf(text(attachmentOf(resource)['url']) ?? '');
}
