import { getAllDataTypes } from '@medplum/core';
import { isObject, type Json, type Resource } from '@etanche/records-fhir';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Replaces every other base64 text. */
const shortest = 'AAAA';

/**
 * Replaces each well-formed base64 text of a resource by a short one. R4 allows white space in base64, as in MIME;
 * medplum rejects it, and its pattern overflows the stack on long texts.
 */
export function withShortBase64(resource: Resource): Resource {
  return shorten(resource, base64Names()) as Resource;
}

function shorten(value: Json, names: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((each) => shorten(each, names));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    return [name, names.has(name) && isBase64(member) ? shortest : shorten(member, names)] as const;
  });
  return Object.fromEntries(members);
}

function isBase64(value: Json): boolean {
  if (typeof value !== 'string') return false;
  const packed = value.replace(/\s+/g, '');
  return packed.length % 4 === 0 && BASE64.test(packed);
}

let names: ReadonlySet<string> | undefined;

/** Names of the elements of type base64Binary. */
function base64Names(): ReadonlySet<string> {
  names ??= new Set([
    'valueBase64Binary',
    ...Object.values(getAllDataTypes()).flatMap(({ elements }) =>
      Object.entries(elements).flatMap(([name, { type }]) =>
        type.some(({ code }) => code === 'base64Binary') && !name.endsWith('[x]') ? [name] : [],
      ),
    ),
  ]);
  return names;
}
