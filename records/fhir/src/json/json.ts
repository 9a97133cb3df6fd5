/** Any JSON value as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [name: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is an array, else an empty one: fields of resources that nobody has checked yet. */
export function items(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list, and nothing else. */
export function objects(value: Json | undefined): JsonObject[] {
  return items(value).filter(isObject);
}

export function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** The object without the names whose value is undefined. */
export function defined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept;
}

export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}
