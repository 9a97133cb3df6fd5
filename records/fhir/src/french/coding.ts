import { isObject, objects, text, without, type Json, type JsonObject } from '../json/json.ts';

/** A CodeableConcept with one coding. */
export function concept(system: string, code: string, display: string): JsonObject {
  return { coding: [{ system, code, display }], text: display };
}

export function codesOf(value: Json | undefined): { system: string | null; code: string | null }[] {
  if (!isObject(value)) return [];
  return objects(value['coding']).map((coding) => ({ system: text(coding['system']), code: text(coding['code']) }));
}

export function hasCode(value: Json | undefined, system: string, code: string): boolean {
  return codesOf(value).some((coding) => coding.system === system && coding.code === code);
}

/** The text of a CodeableConcept for a person: its text, else the first display, else the first code. */
export function labelOf(value: Json | undefined): string | null {
  if (!isObject(value)) return null;
  const codings = objects(value['coding']);
  return (
    text(value['text']) ??
    codings.map((coding) => text(coding['display'])).find((display) => display !== null) ??
    codings.map((coding) => text(coding['code'])).find((code) => code !== null) ??
    null
  );
}

export function extensionsOf(element: JsonObject, url: string): JsonObject[] {
  return objects(element['extension']).filter((extension) => extension['url'] === url);
}

/** Replaces the extensions of this URL at their position, or appends them. */
export function withExtensions(element: JsonObject, url: string, added: JsonObject[]): JsonObject {
  const before = objects(element['extension']);
  const first = before.findIndex((extension) => extension['url'] === url);
  const position = first === -1 ? before.length : first;
  const isOther = (extension: JsonObject): boolean => extension['url'] !== url;
  const all = [...before.slice(0, position).filter(isOther), ...added, ...before.slice(position).filter(isOther)];
  const rest = without(element, 'extension');
  return all.length === 0 ? rest : { extension: all, ...rest };
}
