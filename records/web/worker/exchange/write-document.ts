import {
  buildDocument,
  patientDocument,
  type DocumentFacts,
  type DocumentType,
  type NamedResource,
  type RawResource,
  type Resource,
} from '@etanche/records-fhir';
import { attachmentUrl } from './read-document.ts';

/** A part of a message as its recipient files it. */
export type OutgoingPart = { readonly facts: DocumentFacts; readonly contentType: string; readonly bytes: Uint8Array };

export type OutgoingDocument = {
  /** The patient's Patient with its exact text. */
  readonly patient: NamedResource;
  /** Reference to it, such as `Patient/1`. */
  readonly reference: string;
  readonly subject: string;
  /** Words of the sender to the recipient; empty for none. */
  readonly note: string;
  readonly parts: readonly OutgoingPart[];
  /** Resources of the file beside the parts, such as results, with their exact texts. */
  readonly resources: readonly RawResource[];
  /** Name of the author. */
  readonly author: string;
  /** Origin of the records server. */
  readonly base: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly newId: () => string;
};

const loinc = 'http://loinc.org';
const letter: DocumentType = {
  ...{ system: loinc, code: '96349-6', display: 'Lettre adressée à un professionnel de santé' },
};
const results: DocumentType = { system: loinc, code: '11502-2', display: 'Compte rendu d’examens biologiques' };

/**
 * Writes the document of a message: the Patient, the sender's words, a description of each attachment, and the
 * resources that go with them.
 *
 * @returns the text of a FHIR R4 Bundle of type `document`
 * @throws FhirError `document_invalid`
 */
export function writeMessageDocument(given: OutgoingDocument): string {
  const { patient, reference, subject, note, parts, resources, author, base, now, newId } = given;
  const at = new Date(now).toISOString();
  const context = { patient: reference, author, at };
  const described = parts.map(({ facts, contentType, bytes }, place): Resource => {
    const stored = { contentType, url: `${attachmentUrl}${place}`, size: bytes.length };
    return { ...buildDocument(facts, stored, null, context), resourceType: 'DocumentReference', id: newId() };
  });
  const own = note.trim() === '' ? described : [noteOf(note, subject, context, newId()), ...described];
  const document = resources.some(({ resource }) => resource.resourceType === 'Observation') ? results : letter;
  return patientDocument([patient, ...own.map(named), ...resources], {
    ...{ documentId: newId(), compositionId: newId(), now, base, author: { display: author } },
    document: { type: document, title: subject },
  });
}

function named(resource: Resource): NamedResource {
  return { resource, text: JSON.stringify(resource) };
}

function noteOf(
  note: string,
  title: string,
  { patient, author, at }: { readonly patient: string; readonly author: string; readonly at: string },
  id: string,
): Resource {
  const escaped = note.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const paragraphs = escaped.split('\n').map((line) => `<p>${line}</p>`);
  const div = `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs.join('')}</div>`;
  return {
    ...{ resourceType: 'Composition', id, status: 'final', title, date: at },
    type: { coding: [{ ...letter }] },
    subject: { reference: patient },
    author: [{ display: author }],
    section: [{ title: '', text: { status: 'additional', div } }],
  };
}
