import {
  codesOf,
  groupByPatient,
  indexEntries,
  isObject,
  labelOf,
  objects,
  resolve,
  splitBundle,
  text,
  type BundleEntry,
  type JsonLimits,
  type JsonObject,
} from '@etanche/records-fhir';
import { InteropError } from '../interop-error.ts';
import type { SentIdentity } from '../results/sent-identity.ts';
import { decodeText } from '../text/decode-text.ts';
import { documentKindOf, type FhirDocumentKind } from './document-kinds.ts';
import { identityOfPatient } from './identity-of-patient.ts';
import { readSections, type DocumentSection } from './read-sections.ts';
import { requireOneSubject } from './require-one-subject.ts';

export interface FhirDocumentLimits {
  readonly bytes: number;
  readonly entries: number;
  readonly resource: JsonLimits;
}

/** Limits for a document that another program sends. Attached files of a resource are most of its bytes. */
export const fhirDocumentLimits: FhirDocumentLimits = {
  bytes: 64 * 1024 * 1024,
  entries: 5000,
  resource: { bytes: 4 * 1024 * 1024, depth: 64, dataBytes: 50 * 1024 * 1024 },
};

/** A received FHIR document. Every resource has its exact text. */
export interface FhirDocument {
  readonly id: string | null;
  /** Identifiers of the Composition, which its versions share. */
  readonly sets: readonly string[];
  readonly kind: FhirDocumentKind | null;
  /** Code and words of the type, as sent. */
  readonly type: { readonly codes: readonly string[]; readonly name: string | null };
  readonly title: string | null;
  /** FHIR dateTime. */
  readonly date: string | null;
  /** FHIR's Composition.status. */
  readonly status: string | null;
  readonly confidentiality: string | null;
  /** Display names, as the document writes them. */
  readonly authors: readonly string[];
  /** The identifiers of documents that this one replaces. */
  readonly replaces: readonly string[];
  readonly identity: SentIdentity;
  readonly composition: BundleEntry;
  readonly patient: BundleEntry;
  /** The patient's resources and those of nobody (practitioners, places), in the order of the document. */
  readonly entries: readonly BundleEntry[];
  /** Resources whose subject is not a patient, or only words: a person has to look at them. */
  readonly unclear: readonly BundleEntry[];
  readonly sections: readonly DocumentSection[];
  /** References of the sections to nothing in the document. */
  readonly unresolved: number;
}

/**
 * Reads a FHIR R4 document: a Bundle whose first entry is a Composition about one Patient. A document in which any
 * resource has another subject, or a subject that the document lacks, is rejected as a whole.
 *
 * @throws InteropError `document_limits`, `document_invalid`, `several_patients`; FhirError `json_invalid`,
 *   `json_limits`, `bundle_invalid`
 */
export function readFhirDocument(bytes: Uint8Array, limits: FhirDocumentLimits): FhirDocument {
  if (bytes.length > limits.bytes) {
    throw new InteropError('document_limits', `a document of ${bytes.length} bytes exceeds ${limits.bytes}`);
  }
  const decoded = decodeText(bytes, 'utf-8');
  if (decoded.encoding !== 'utf-8') throw new InteropError('document_invalid', 'the document is not UTF-8');
  const bundle = splitBundle(decoded.text, limits.resource);
  if (bundle.type !== 'document') throw new InteropError('document_invalid', 'the Bundle is not of type document');
  const [fault] = bundle.rejected;
  if (fault !== undefined)
    throw new InteropError('document_invalid', `entry ${fault.number} is refused: ${fault.code}`);
  if (bundle.nested.length > 0) throw new InteropError('document_invalid', 'an entry is a Bundle');
  if (bundle.entries.length > limits.entries) {
    throw new InteropError(
      'document_limits',
      `a document of ${bundle.entries.length} entries exceeds ${limits.entries}`,
    );
  }
  return documentOf(bundle.entries, bundle.identifier);
}

function documentOf(all: readonly BundleEntry[], id: string | null): FhirDocument {
  const [composition, ...others] = all;
  if (composition?.resource.resourceType !== 'Composition') {
    throw new InteropError('document_invalid', 'the first entry is not a Composition');
  }
  const index = indexEntries(all);
  const grouped = groupByPatient(all);
  const { patient, unclear } = requireOneSubject(all, grouped, index);
  const { resource } = composition;
  const reference = isObject(resource['subject']) ? text(resource['subject']['reference']) : null;
  const subject = reference === null ? [] : resolve(reference, composition, index);
  if (!subject.includes(patient))
    throw new InteropError('document_invalid', 'the subject of the Composition is not the Patient');
  const { sections, unresolved } = readSections(resource, (one) => resolve(one, composition, index));
  const hidden = new Set<BundleEntry>([patient, ...unclear]);
  return {
    id,
    sets: [resource['identifier']].flatMap((one) => (isObject(one) ? (text(one['value']) ?? []) : [])),
    kind: documentKindOf(codesOf(resource['type']).flatMap(({ code }) => code ?? [])),
    type: { codes: codesOf(resource['type']).flatMap(({ code }) => code ?? []), name: labelOf(resource['type']) },
    title: text(resource['title']),
    date: text(resource['date']),
    status: text(resource['status']),
    confidentiality: text(resource['confidentiality']),
    authors: objects(resource['author']).flatMap((author) => nameOfParty(author, composition, index) ?? []),
    replaces: objects(resource['relatesTo']).flatMap(replacedId),
    identity: identityOfPatient(patient.resource),
    composition,
    patient,
    entries: others.filter((entry) => !hidden.has(entry)),
    unclear,
    sections,
    unresolved,
  };
}

function replacedId(relation: JsonObject): string[] {
  const { code, targetIdentifier } = relation;
  const value = isObject(targetIdentifier) ? text(targetIdentifier['value']) : null;
  return code === 'replaces' && value !== null ? [value] : [];
}

/** The display name of a person or organisation that a resource refers to. */
export function nameOfParty(
  party: JsonObject,
  from: BundleEntry,
  index: ReturnType<typeof indexEntries>,
): string | null {
  const display = text(party['display']);
  const reference = text(party['reference']);
  if (display !== null || reference === null) return display;
  const [found, second] = resolve(reference, from, index);
  if (found === undefined || second !== undefined) return null;
  const { resource } = found;
  if (resource.resourceType === 'PractitionerRole' && isObject(resource['practitioner'])) {
    return nameOfParty(resource['practitioner'], found, index);
  }
  const [name = {}] = objects(resource['name']);
  const given = Array.isArray(name['given']) ? name['given'].filter((one) => typeof one === 'string') : [];
  const whole = [...given, text(name['family']) ?? ''].filter((part) => part !== '').join(' ');
  return text(name['text']) ?? (whole === '' ? text(resource['name']) : whole);
}
