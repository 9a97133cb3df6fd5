import { isObject, items, type Json, type JsonObject } from '../json/json.ts';
import { isDateTime } from './dates.ts';

/** Security label of a document that only doctors open, wherever its reference is. */
export const depositLabel = {
  system: 'urn:uuid:6f0b7a36-52a7-4f7a-8f0d-1a7a3e6c9b44',
  code: 'sealed-to-doctors',
} as const;
const contentType = 'application/octet-stream';

const fields: Readonly<Record<string, (value: Json) => boolean>> = {
  resourceType: (value) => value === 'DocumentReference',
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value),
  status: (value) => value === 'current',
  docStatus: (value) => value === 'preliminary',
  securityLabel: (value) => isOnly(value, ({ coding = null, ...others }) => isEmpty(others) && isOnly(coding, isLabel)),
  subject: (value) => {
    const { reference, ...others } = isObject(value) ? value : {};
    return (
      isEmpty(others) && typeof reference === 'string' && /^(?:Patient\/|urn:uuid:)[A-Za-z0-9.-]{1,64}$/.test(reference)
    );
  },
  date: (value) => typeof value === 'string' && isDateTime(value),
  author: (value) => isOnly(value, ({ display, ...others }) => isEmpty(others) && typeof display === 'string'),
  content: (value) =>
    isOnly(
      value,
      ({ attachment = null, ...others }) => isEmpty(others) && isObject(attachment) && isSealed(attachment),
    ),
};
/**
 * True for the reference of a document that the reception deposited for a doctor. Its content is sealed to the doctors,
 * and it has no element that could describe it, so that the reception may read the reference.
 */
export function isDeposit(resource: JsonObject): boolean {
  const isWhole = ['resourceType', 'securityLabel', 'content'].every((name) => Object.hasOwn(resource, name));
  return (
    isWhole &&
    Object.entries(resource).every(([name, value]) => Object.hasOwn(fields, name) && fields[name]?.(value) === true)
  );
}

function isLabel({ system, code, ...others }: JsonObject): boolean {
  return isEmpty(others) && system === depositLabel.system && code === depositLabel.code;
}

function isSealed({ contentType: type, url, size, ...others }: JsonObject): boolean {
  const isNamed = typeof url === 'string' && /^Binary\/[a-z2-7]{26}$/.test(url);
  return isEmpty(others) && type === contentType && isNamed && typeof size === 'number';
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

/** True for a list of exactly one object, for which `rule` is true. */
function isOnly(value: Json, rule: (one: JsonObject) => boolean): boolean {
  const [one, ...others] = items(value);
  return others.length === 0 && isObject(one) && rule(one);
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
