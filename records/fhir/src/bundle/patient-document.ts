import { FhirError } from '../fhir-error.ts';
import { labelOf } from '../french/coding.ts';
import { defined, isObject, text, type JsonObject } from '../json/json.ts';
import { readPatient } from '../french/patient-traits.ts';
import { documentSections, sectionOf } from './document-sections.ts';
import { calledBy, documentUrls, isOfAnother, type DocumentUrls, type NamedResource } from './document-urls.ts';

export interface DocumentOptions {
  /** Ids of the Bundle and of its Composition, UUIDs. */
  readonly documentId: string;
  readonly compositionId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Base of the full URLs of the practice's resources, `https://…`, without a slash at the end. */
  readonly base: string;
  /** Author of the document. */
  readonly author: { readonly display: string };
  /** Type and title of another document than the whole file. */
  readonly document?: { readonly type: DocumentType; readonly title: string };
}

/** The LOINC code of a document, or one of the national table of document types. */
export interface DocumentType {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

const wholeFile: DocumentType = {
  system: 'http://loinc.org',
  code: '60591-5',
  display: 'Patient summary Document',
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Writes a patient's file as a FHIR R4 document: a Bundle whose first entry is a Composition, and whose other entries
 * are the exact texts of the resources, including the patient's own Compositions. A resource with several names in
 * references has an entry under each.
 *
 * @returns the Bundle's text
 * @throws FhirError `document_invalid` unless there is exactly one Patient
 */
export function patientDocument(resources: readonly NamedResource[], options: DocumentOptions): string {
  const patients = resources.filter(({ resource }) => resource.resourceType === 'Patient');
  const [patient] = patients;
  if (patient === undefined || patients.length > 1) {
    throw new FhirError('document_invalid', `a document has one Patient, and ${patients.length} are given`);
  }
  if (!UUID.test(options.documentId) || !UUID.test(options.compositionId)) {
    throw new FhirError('document_invalid', 'documentId and compositionId are UUIDs');
  }
  const urls = documentUrls(resources, options.base, (place) => {
    const number = (place + 1).toString(16).padStart(12, '0');
    return `urn:uuid:${options.documentId.slice(0, 24)}${number}`;
  });
  const composition = writeComposition(resources, patient, urls, options);
  const entries = [
    `{"fullUrl":"urn:uuid:${options.compositionId}","resource":${JSON.stringify(composition)}}`,
    ...resources.flatMap((one) =>
      (urls.get(one) ?? []).map((url) => `{"fullUrl":${JSON.stringify(url)},"resource":${one.text}}`),
    ),
    ...replacedPatients(patient, resources, urls, options.base),
  ];
  const head = {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${options.documentId}` },
    type: 'document',
    timestamp: new Date(options.now).toISOString(),
  };
  return `${JSON.stringify(head).slice(0, -1)},"entry":[${entries.join(',\n')}]}`;
}

/**
 * Entries for the Patients that the file's one replaces, if resources still refer to them. Each only has the link to
 * the file's Patient.
 */
function replacedPatients(
  patient: NamedResource,
  resources: readonly NamedResource[],
  urls: DocumentUrls,
  base: string,
): string[] {
  const id = text(patient.resource['id']);
  const called = new Set(resources.flatMap((one) => calledBy(one, base)));
  const aliases = (patient.fullUrls ?? []).map((url) => (url.startsWith('Patient/') ? `${base}/${url}` : url));
  const taken = new Set(Array.from(urls.values()).flat());
  const wanted = new Set(aliases.filter((url) => isOfAnother(url, id) && called.has(url) && !taken.has(url)));
  const other = { reference: urls.get(patient)?.[0] ?? '' };
  return Array.from(wanted, (fullUrl) => {
    const replaced = fullUrl.slice(fullUrl.lastIndexOf('/') + 1);
    const resource = { resourceType: 'Patient', id: replaced, active: false, link: [{ other, type: 'replaced-by' }] };
    return JSON.stringify({ fullUrl, resource });
  });
}

function writeComposition(
  resources: readonly NamedResource[],
  patient: NamedResource,
  urls: DocumentUrls,
  options: DocumentOptions,
): JsonObject {
  const { birthFamilyName, birthGivenNames } = readPatient(patient.resource);
  const name = [birthFamilyName, birthGivenNames[0]].filter((part) => typeof part === 'string').join(' ');
  const section = documentSections.flatMap(({ key, title, code }) => {
    const entry = resources
      .filter((one) => one !== patient && sectionOf(one.resource) === key)
      .map((one): JsonObject => {
        const { code: what } = one.resource;
        const display = isObject(what) ? labelOf(what) : null;
        return defined({ reference: urls.get(one)?.[0], display: display ?? undefined });
      });
    if (entry.length === 0) return [];
    const coding = { system: 'http://loinc.org', code: code.code, display: code.display };
    return [{ title, code: { coding: [coding] }, entry }];
  });
  return {
    resourceType: 'Composition',
    ...defined({
      id: options.compositionId,
      status: 'final',
      type: { coding: [{ ...(options.document?.type ?? wholeFile) }] },
      subject: { reference: urls.get(patient)?.[0] ?? '' },
      date: new Date(options.now).toISOString(),
      author: [{ display: options.author.display }],
      title: options.document?.title ?? `Dossier de ${name === '' ? 'patient' : name}`,
      section: section.length === 0 ? undefined : section,
    }),
  };
}
