import type { Resource } from '@etanche/records-fhir';
import { namedBinaries } from './named-binaries.ts';
import type { OpenedTransfer } from './open-transfer.ts';
import { transferredPatient } from './transferred-patient.ts';

/** The content of a transferred file before it is filed. Times are in milliseconds since 1970. */
export type TransferFacts = {
  readonly patient: Resource;
  /** Current elements beside the Patient. */
  readonly resources: number;
  /** Binaries that they name. */
  readonly attachments: number;
  /** Versions that are no longer current, and those of them whose content the sender no longer had. */
  readonly earlier: number;
  readonly missing: number;
  readonly from: number;
  readonly to: number;
};

/** @throws DataError `could_not_check` for a file without its Patient, or with several */
export function transferFacts({ file }: Pick<OpenedTransfer, 'file'>): TransferFacts {
  const binaries = new Set<string>();
  const { resource: patient, version: own } = transferredPatient(file);
  let resources = 0;
  for (const version of file.current) {
    if (version.kind !== 'resource') continue;
    if (version !== own) resources += 1;
    for (const binary of namedBinaries(version)) binaries.add(binary);
  }
  let [versions, from, to] = [0, Infinity, 0];
  for (const { place } of Array.from(file.histories.values()).flat()) {
    versions += 1;
    from = Math.min(from, place.time);
    to = Math.max(to, place.time);
  }
  const earlier = versions - file.current.length;
  return { patient, resources, attachments: binaries.size, earlier, missing: file.missing, from, to };
}
