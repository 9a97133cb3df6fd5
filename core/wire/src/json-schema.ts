import { ProtocolError } from './protocol-error.ts';

/**
 * The part of JSON Schema (draft 2020-12) that the wire formats use. The same constants validate on servers (the HTTP
 * framework compiles them), on clients (`parseShape`), give the TypeScript types (`Shape`) and the OpenAPI document. A
 * general validator would add four times this file's compressed size to the page, or need `eval`, which its CSP
 * forbids.
 */
export type JsonSchema =
  | { readonly const: string | number | boolean | null }
  | { readonly enum: readonly string[] }
  | { readonly type: 'string'; readonly pattern?: string; readonly minLength?: number; readonly maxLength: number }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'array'; readonly items: JsonSchema; readonly minItems: number; readonly maxItems: number }
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, JsonSchema>>;
      readonly required: readonly string[];
      readonly additionalProperties: false;
    }
  | {
      readonly type: 'object';
      readonly additionalProperties: true;
      readonly maxProperties: number;
    }
  | { readonly anyOf: readonly JsonSchema[] };

/** The TypeScript type of the values that a schema accepts. */
export type Shape<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly type: 'string' }
      ? string
      : S extends { readonly type: 'integer' }
        ? number
        : S extends { readonly type: 'boolean' }
          ? boolean
          : S extends { readonly type: 'array'; readonly items: infer I }
            ? Shape<I>[]
            : S extends { readonly properties: infer P; readonly required: readonly (infer R)[] }
              ? { [K in keyof P as K extends R ? K : never]: Shape<P[K]> } & {
                  [K in keyof P as K extends R ? never : K]?: Shape<P[K]>;
                }
              : S extends { readonly type: 'object'; readonly additionalProperties: true }
                ? Record<string, unknown>
                : S extends { readonly anyOf: readonly (infer A)[] }
                  ? Shape<A>
                  : never;

/** An object schema whose listed `optional` properties may be absent; any unnamed property is rejected. */
export function object<const P extends Record<string, JsonSchema>, const O extends keyof P & string = never>(
  properties: P,
  optional: readonly O[] = [],
) {
  const required = Object.keys(properties).filter((name) => !(optional as readonly string[]).includes(name));
  return {
    type: 'object',
    properties,
    required: required as Exclude<keyof P & string, O>[],
    additionalProperties: false,
  } as const;
}

/** Path of the first property or item that does not match the schema, or `null`. Values never appear in the path. */
export function findMismatch(schema: JsonSchema, value: unknown, path = '$'): string | null {
  if ('const' in schema) return value === schema.const ? null : path;
  if ('enum' in schema) return typeof value === 'string' && schema.enum.includes(value) ? null : path;
  if ('anyOf' in schema) return schema.anyOf.some((option) => findMismatch(option, value, path) === null) ? null : path;
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' && fitsString(schema, value) ? null : path;
    case 'integer':
      return Number.isSafeInteger(value) && Number(value) >= schema.minimum && Number(value) <= schema.maximum
        ? null
        : path;
    case 'boolean':
      return typeof value === 'boolean' ? null : path;
    case 'array':
      return arrayMismatch(schema, value, path);
    case 'object':
      return 'properties' in schema ? objectMismatch(schema, value, path) : openMismatch(schema, value, path);
  }
}

/** @throws ProtocolError `schema_invalid`, naming `what` and the path. */
export function parseShape<const S extends JsonSchema>(schema: S, value: unknown, what: string): Shape<S> {
  const path = findMismatch(schema, value);
  if (path !== null) throw new ProtocolError('schema_invalid', `${what} is malformed at ${path}`);
  return value as Shape<S>;
}

function fitsString(schema: Extract<JsonSchema, { type: 'string' }>, value: string): boolean {
  if (value.length > schema.maxLength || value.length < (schema.minLength ?? 0)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value);
}

function arrayMismatch(schema: Extract<JsonSchema, { type: 'array' }>, value: unknown, path: string): string | null {
  if (!Array.isArray(value) || value.length < schema.minItems || value.length > schema.maxItems) return path;
  for (const [i, item] of value.entries()) {
    const found = findMismatch(schema.items, item, `${path}[${i}]`);
    if (found !== null) return found;
  }
  return null;
}

/** An object defined by another specification, such as WebAuthn's: its reader checks it. */
function openMismatch(schema: { readonly maxProperties: number }, value: unknown, path: string): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path;
  return Object.keys(value).length <= schema.maxProperties ? null : path;
}

function objectMismatch(
  schema: Extract<JsonSchema, { properties: unknown }>,
  value: unknown,
  path: string,
): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path;
  for (const name of schema.required) if (!hasOwn(value, name)) return `${path}.${name}`;
  for (const [name, member] of Object.entries(value)) {
    const property = hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    // The name of an unexpected property is the sender's text, so it is not repeated.
    if (property === undefined) return `${path}.*`;
    const found = findMismatch(property, member, `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** `Object.hasOwn` requires Chrome 93 or Safari 15.4; the page supports older browsers. */
function hasOwn(value: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(value, name);
}
