import {
  isObject,
  objects,
  readOrigin,
  relationsOf,
  text,
  versionKeyOf,
  versionStateOf,
  type SentResult,
  type StoredVersion,
} from '@etanche/records-fhir';
import type { FileResource } from '../data/file-resource.ts';
import type { PatientFile } from '../patients/patient-file.ts';

/** The received documents of a file whose sender says which version they are. */
export function storedVersions(file: PatientFile): StoredVersion[] {
  return file.resources().flatMap(({ id, resource }): StoredVersion[] => {
    if (resource.resourceType !== 'DocumentReference') return [];
    const origin = readOrigin(resource);
    return origin === null ? [] : [{ id, origin, state: versionStateOf(resource) }];
  });
}

/**
 * True if a file has the same received documents in the same versions as `seen`: what was planned on one of them fits the
 * other.
 */
export function hasSameReceived(one: readonly FileResource[], other: readonly FileResource[]): boolean {
  return receivedIn(one) === receivedIn(other);
}

function receivedIn(resources: readonly FileResource[]): string {
  return resources
    .flatMap(({ id, version, resource }) =>
      resource.resourceType === 'DocumentReference' && versionKeyOf(resource) !== null ? [`${id}/${version}`] : [],
    )
    .toSorted()
    .join();
}

/** The documents that a document names as earlier versions. */
export function earlierDocuments(file: PatientFile, document: FileResource): FileResource[] {
  const keys = relationsOf(document.resource).map(({ key }) => key);
  if (keys.length === 0) return [];
  return file.resources().filter(({ resource }) => {
    const key = resource.resourceType === 'DocumentReference' ? versionKeyOf(resource) : null;
    return key !== null && keys.includes(key);
  });
}

/** A DiagnosticReport of a document, with its Observations; null for an Observation that the document itself names. */
export type ReportOfDocument = {
  readonly report: FileResource | null;
  readonly observations: readonly FileResource[];
};

/** The reports that a document names, and the results that it names itself. */
export function reportsOf(file: PatientFile, document: FileResource): ReportOfDocument[] {
  const { context } = document.resource;
  const related = isObject(context) ? objects(context['related']) : [];
  const named = related.flatMap((one) => file.resolve(text(one['reference']) ?? '', document));
  return named.map((report) => {
    if (report.resource.resourceType === 'Observation') return { report: null, observations: [report] };
    const observations = objects(report.resource['result']).flatMap((one) =>
      file.resolve(text(one['reference']) ?? '', report),
    );
    return { report, observations };
  });
}

/** The results of a document, each with the sender's number of its request. */
export function resultsOfDocument(file: PatientFile, document: FileResource): SentResult[] {
  return reportsOf(file, document).flatMap(({ report, observations }) => {
    const number = report === null ? null : numberOf(report.resource);
    return observations.map(({ id, resource }) => ({ id, resource, number }));
  });
}

/** The filler's number in the identifiers of a DiagnosticReport. */
export function numberOf(report: { readonly [name: string]: unknown }): string | null {
  const identifiers = Array.isArray(report['identifier']) ? (report['identifier'] as unknown[]) : [];
  const filler = identifiers.filter(isObject).find(({ type }) => JSON.stringify(type ?? null).includes('"FILL"'));
  return filler === undefined ? null : text(filler['value']);
}
