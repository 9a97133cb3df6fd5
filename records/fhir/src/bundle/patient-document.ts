import { FhirError } from '../fhir-error.ts';
import { labelOf } from '../french/coding.ts';
import { defined, isObject, text } from '../json/json.ts';
import type { JsonObject } from '../json/json.ts';
import { readPatient } from '../french/patient-traits.ts';
import type { RawResource } from '../resource/resource.ts';
import { allReferences } from './patient-reference.ts';
import { documentSections, sectionOf } from './document-sections.ts';

export interface DocumentOptions {
  /** Ids of the Bundle and of its Composition, UUIDs. */
  readonly documentId: string;
  readonly compositionId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where the practice's resources would live, `https://…`, without a slash at the end: the base of their full URLs. */
  readonly base: string;
  /** Who made the document. */
  readonly author: { readonly display: string };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One patient as a FHIR R4 document: a Bundle whose first entry is a Composition, and whose other entries are the
 * exact texts of the resources. Compositions of the patient's own go with the rest.
 *
 * @returns the Bundle's text
 * @throws FhirError `document_invalid` where there is not one Patient
 */
export function patientDocument(resources: readonly RawResource[], options: DocumentOptions): string {
  const patients = resources.filter(({ resource }) => resource.resourceType === 'Patient');
  const [patient] = patients;
  if (patient === undefined || patients.length > 1) {
    throw new FhirError('document_invalid', `a document is of one patient, and ${patients.length} are given`);
  }
  if (!UUID.test(options.documentId) || !UUID.test(options.compositionId)) {
    throw new FhirError('document_invalid', 'documentId and compositionId are UUIDs');
  }
  const urls = fullUrls(resources, options);
  const composition = writeComposition(resources, patient, urls, options);
  const entries = [
    `{"fullUrl":"urn:uuid:${options.compositionId}","resource":${JSON.stringify(composition)}}`,
    ...resources.map((one) => `{"fullUrl":${JSON.stringify(urls.get(one))},"resource":${one.text}}`),
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
 * A resource that others call `urn:uuid:…` keeps that name, the others get one under the base. A resource without an id,
 * and an older state of one whose id another resource has, get a name that is new with this document.
 */
function fullUrls(resources: readonly RawResource[], options: DocumentOptions): Map<RawResource, string> {
  const called = new Set(resources.flatMap(({ resource }) => allReferences(resource)));
  const holders = new Map<string, RawResource>();
  for (const one of resources) {
    const url = urlById(one, options.base, called);
    const before = url === null ? undefined : holders.get(url);
    if (url !== null && (before === undefined || updatedAt(one) >= updatedAt(before))) holders.set(url, one);
  }
  const urls = new Map(Array.from(holders, ([url, one]) => [one, url]));
  for (const [i, one] of resources.entries()) {
    const number = (i + 1).toString(16).padStart(12, '0');
    if (!urls.has(one)) urls.set(one, `urn:uuid:${options.documentId.slice(0, 24)}${number}`);
  }
  return urls;
}

function urlById({ resource }: RawResource, base: string, called: ReadonlySet<string>): string | null {
  const id = text(resource['id']);
  if (id === null) return null;
  const urn = `urn:uuid:${id}`;
  return called.has(urn) ? urn : `${base}/${resource.resourceType}/${id}`;
}

/** Milliseconds since 1970; 0 where the resource does not say. */
function updatedAt({ resource }: RawResource): number {
  const { meta } = resource;
  const time = isObject(meta) ? Date.parse(text(meta['lastUpdated']) ?? '') : NaN;
  return Number.isNaN(time) ? 0 : time;
}

function writeComposition(
  resources: readonly RawResource[],
  patient: RawResource,
  urls: ReadonlyMap<RawResource, string>,
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
        return defined({ reference: urls.get(one), display: display ?? undefined });
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
      type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
      subject: { reference: urls.get(patient) ?? '' },
      date: new Date(options.now).toISOString(),
      author: [{ display: options.author.display }],
      title: `Dossier de ${name === '' ? 'patient' : name}`,
      section: section.length === 0 ? undefined : section,
    }),
  };
}
