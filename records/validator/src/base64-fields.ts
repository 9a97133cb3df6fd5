import { getAllDataTypes } from '@medplum/core';
import { isObject, type Json, type Resource } from '@etanche/records-fhir';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Whether a path leads to base64 that R4 allows. R4 allows white space within it, as MIME has; medplum rejects that, and
 * long texts too.
 *
 * @param path `DocumentReference.content[0].attachment.data`
 */
export function isSoundBase64(resource: Resource, path: string): boolean {
  const [, ...steps] = path.split('.');
  const name = steps.at(-1)?.replace(/\[\d+\]$/, '') ?? '';
  if (!base64Names().has(name)) return false;
  let value: Json | undefined = resource;
  for (const step of steps) {
    const [, member = '', index] = /^([A-Za-z]+)(?:\[(\d+)\])?$/.exec(step) ?? [];
    value = isObject(value) ? value[member] : undefined;
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
  }
  if (typeof value !== 'string') return false;
  const packed = value.replace(/\s+/g, '');
  return packed.length % 4 === 0 && BASE64.test(packed);
}

let names: ReadonlySet<string> | undefined;

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
