import { isObject, objects, text, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';

/** A letter or certificate as it is written and printed. A correction is a further version of the same resource. */
export interface Letter {
  readonly kind: 'letter' | 'certificate' | 'sick_leave';
  readonly heading: string;
  readonly body: string;
  /** Lines of the address; none on a certificate. */
  readonly addressee: readonly string[];
  readonly copies: readonly string[];
  /** The name of a letter in a list of documents and as the subject of a message; never printed. */
  readonly title?: string;
}

const names = {
  letter: 'Courrier',
  certificate: 'Certificat médical',
  sick_leave: 'Contenu d’un arrêt de travail',
} as const;
/** Kinds of our letters (docs/glossary.md), without a published code for all three. */
const kindSystem = 'urn:uuid:9a1d6a5e-53d4-4f0e-8f43-6f2e7b1c0d95';

/**
 * Builds the DocumentReference of a letter. The text is in the resource itself, so that versions of the resource are
 * versions of the letter; the pages are made from it when it is printed.
 *
 * @param context reference of the Patient, name of the author, FHIR instant
 */
export function buildLetter(
  context: { readonly patient: string; readonly author: string; readonly at: string },
  letter: Letter,
): Resource {
  const { kind, heading, body, addressee, copies } = letter;
  const title = letter.title ?? (heading === '' ? (addressee[0] ?? names[kind]) : heading);
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: kindSystem, code: kind }], text: names[kind] },
    subject: { reference: context.patient },
    date: context.at,
    author: [{ display: context.author }],
    description: title,
    content: [
      {
        attachment: {
          ...{ contentType: 'text/plain;charset=utf-8', language: 'fr', title, creation: context.at },
          data: toBase64(JSON.stringify({ heading, body, addressee, copies, title: letter.title })),
        },
      },
    ],
  };
}

/** The letter of a DocumentReference that `buildLetter` made; null for any other document. */
export function readLetter(resource: JsonObject): Letter | null {
  const type = isObject(resource['type']) ? resource['type'] : {};
  const code = objects(type['coding']).find((coding) => coding['system'] === kindSystem)?.['code'];
  if (code !== 'letter' && code !== 'certificate' && code !== 'sick_leave') return null;
  const [content] = objects(resource['content']);
  const attachment = content === undefined ? undefined : content['attachment'];
  const data = isObject(attachment) ? text(attachment['data']) : null;
  const stored = data === null ? null : parse(data);
  if (stored === null) return null;
  const title = text(stored['title']);
  return {
    kind: code,
    ...(title !== null && title !== '' && { title }),
    heading: text(stored['heading']) ?? '',
    body: text(stored['body']) ?? '',
    addressee: strings(stored['addressee']),
    copies: strings(stored['copies']),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function parse(data: string): JsonObject | null {
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function toBase64(value: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}
