import { isObject, objects, text, type JsonObject } from '../json/json.ts';

/** Security label of a document that only doctors open, wherever its reference is. */
export const depositLabel = {
  system: 'urn:uuid:6f0b7a36-52a7-4f7a-8f0d-1a7a3e6c9b44',
  code: 'sealed-to-doctors',
} as const;
const contentType = 'application/octet-stream';

const fields = ['resourceType', 'id', 'status', 'docStatus', 'securityLabel', 'subject', 'date', 'author', 'content'];

/**
 * True for the reference of a document that the reception deposited for a doctor. Its content is sealed to the doctors,
 * and it has no element that could describe it, so that the reception may read the reference.
 */
export function isDeposit(resource: JsonObject): boolean {
  if (resource['resourceType'] !== 'DocumentReference') return false;
  const [label, ...labels] = objects(resource['securityLabel']);
  const [coding, ...codings] = objects(label?.['coding']);
  if (coding === undefined || labels.length > 0 || codings.length > 0 || !hasOnly(label ?? {}, ['coding']))
    return false;
  const isLabelled = coding['system'] === depositLabel.system && coding['code'] === depositLabel.code;
  const [content, ...others] = objects(resource['content']);
  const attachment = content?.['attachment'];
  if (!isLabelled || !isObject(attachment) || others.length > 0) return false;
  const authors = objects(resource['author']);
  return (
    hasOnly(resource, fields) &&
    hasOnly(coding, ['system', 'code']) &&
    hasOnly(content ?? {}, ['attachment']) &&
    hasOnly(attachment, ['contentType', 'url', 'size']) &&
    attachment['contentType'] === contentType &&
    /^Binary\/[a-z2-7]{26}$/.test(text(attachment['url']) ?? '') &&
    authors.every((author) => hasOnly(author, ['display'])) &&
    hasOnly(isObject(resource['subject']) ? resource['subject'] : {}, ['reference'])
  );
}

/** Builds the reference of a deposited document. @param at FHIR instant */
export function buildDeposit(
  { url, size }: { readonly url: string; readonly size: number },
  { patient, author, at }: { readonly patient: string; readonly author: string; readonly at: string },
): JsonObject & { readonly resourceType: 'DocumentReference' } {
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus: 'preliminary',
    securityLabel: [{ coding: [{ ...depositLabel }] }],
    subject: { reference: patient },
    date: at,
    author: [{ display: author }],
    content: [{ attachment: { contentType, url, size } }],
  };
}

function hasOnly(object: JsonObject, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name));
}
