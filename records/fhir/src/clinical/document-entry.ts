import { codesOf, extensionsOf, withExtensions } from '../french/coding.ts';
import { defined, isObject, objects, text, type JsonObject } from '../json/json.ts';
import { isDateTime } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { withCode } from './edit-element.ts';
import { asEnteredInError } from './write-entry.ts';

/** Kinds of documents that a practice receives, with the LOINC code and the words that are stored. */
export const documentKinds = {
  result: { code: '11502-2', name: 'Résultat d’analyses' },
  imaging: { code: '18748-4', name: 'Imagerie' },
  report: { code: '11488-4', name: 'Compte rendu' },
  discharge: { code: '18842-5', name: 'Lettre de sortie' },
  letter: { code: '57133-1', name: 'Courrier reçu' },
  prescription: { code: '57833-6', name: 'Ordonnance d’un confrère' },
  administrative: { code: '51851-4', name: 'Document administratif' },
  other: { code: null, name: 'Autre document' },
} as const;
export type DocumentKind = keyof typeof documentKinds;

/** A received document as a person describes it. */
export interface DocumentFacts {
  readonly title: string;
  readonly kind: DocumentKind;
  /** Date of the document, `YYYY-MM-DD`. */
  readonly date: string;
}

export type DocumentFault = 'title_missing' | 'title_long' | 'date_invalid' | 'date_future';

/** The Attachment that names the stored binary. */
interface StoredFile {
  readonly contentType: string;
  readonly url: string;
  readonly size: number;
  readonly title?: string;
}

const loinc = 'http://loinc.org';
/** Formats of our contents and the reason of a removal, for which R4 has no element. */
const formatSystem = 'urn:uuid:6f0b7a36-52a7-4f7a-8f0d-1a7a3e6c9b44';
const removalReason = 'urn:etanche:v1:removal-reason';
const mostTitle = 120;

/** The faults of a description. @param today `YYYY-MM-DD` */
export function documentFaults({ title, date }: DocumentFacts, today: string): DocumentFault[] {
  const faults: DocumentFault[] = [];
  if (title.trim() === '') faults.push('title_missing');
  if (title.length > mostTitle) faults.push('title_long');
  if (!isDateTime(date) || date.length !== 10) faults.push('date_invalid');
  else if (date > today) faults.push('date_future');
  return faults;
}

/**
 * Builds the DocumentReference of a stored file.
 *
 * @param facts without faults
 * @param thumbnail a small image of the first page, base64
 * @param context reference of the Patient, name of the author, FHIR instant
 */
export function buildDocument(
  facts: DocumentFacts,
  file: StoredFile,
  thumbnail: { readonly contentType: string; readonly data: string } | null,
  context: { readonly patient: string; readonly author: string; readonly at: string },
): Resource {
  const small = thumbnail === null ? [] : [{ attachment: { ...thumbnail }, format: thumbnailFormat }];
  const made: Resource = {
    resourceType: 'DocumentReference',
    status: 'current',
    subject: { reference: context.patient },
    date: context.at,
    author: [{ display: context.author }],
    content: [{ attachment: defined({ ...file }) }, ...small],
  };
  return editDocument(made, facts);
}

/** The document with another description. Elements and extensions that it does not describe stay as they are. */
export function editDocument(before: Resource, facts: DocumentFacts): Resource {
  const { title, kind, date } = facts;
  const { code, name } = documentKinds[kind];
  const [content = {}, ...others] = objects(before['content']);
  const attachment = isObject(content['attachment']) ? content['attachment'] : {};
  const isSameKind = before['type'] !== undefined && kindOf(before) === kind;
  const type = code === null ? { text: name } : { ...withCode(before['type'], loinc, code), text: name };
  return {
    ...before,
    ...(isSameKind ? {} : { type }),
    description: title,
    content: [{ ...content, attachment: { ...attachment, creation: date } }, ...others],
  };
}

/** The description of a document; null without content. An imported one has the date of its reference. */
export function readDocument(resource: JsonObject): DocumentFacts {
  const attachment = attachmentOf(resource);
  const written = text(attachment['creation']) ?? text(resource['date']) ?? '';
  const type = isObject(resource['type']) ? text(resource['type']['text']) : null;
  return {
    title: text(resource['description']) ?? text(attachment['title']) ?? type ?? '',
    kind: kindOf(resource),
    date: written.slice(0, 10),
  };
}

/** The first Attachment of a document; empty without one. */
export function attachmentOf(resource: JsonObject): JsonObject {
  const attachment = objects(resource['content'])[0]?.['attachment'];
  return isObject(attachment) ? attachment : {};
}

/** The small image, base64; null without one. */
export function thumbnailOf(resource: JsonObject): string | null {
  const small = objects(resource['content']).find(
    ({ format }) => isObject(format) && format['system'] === formatSystem && format['code'] === thumbnailFormat.code,
  )?.['attachment'];
  return isObject(small) ? text(small['data']) : null;
}

/** The document marked as removed, with the reason; everything else in it stays. */
export function removeDocument(before: Resource, reason: string): Resource {
  return asEnteredInError({
    ...withExtensions(before, removalReason, [{ url: removalReason, valueString: reason }]),
    resourceType: 'DocumentReference',
  });
}

/** A removed document as it was before. */
export function restoreDocument(before: Resource): Resource {
  return { ...withExtensions(before, removalReason, []), resourceType: 'DocumentReference', status: 'current' };
}

export function removalReasonOf(resource: JsonObject): string | null {
  return text(extensionsOf(resource, removalReason)[0]?.['valueString']);
}

const thumbnailFormat = { system: formatSystem, code: 'thumbnail' };

function kindOf(resource: JsonObject): DocumentKind {
  const codes = codesOf(resource['type']).flatMap(({ system, code }) => (system === loinc ? [code] : []));
  const known = (Object.keys(documentKinds) as DocumentKind[]).find((kind) => {
    const { code } = documentKinds[kind];
    return code !== null && codes.includes(code);
  });
  return known ?? 'other';
}
