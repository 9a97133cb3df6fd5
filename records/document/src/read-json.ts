import {
  isObject,
  objects,
  text,
  type Json,
  type JsonObject,
  type RawResource,
  type Resource,
} from '@etanche/records-fhir';

/** The value if it is an object, else an empty object; for fields of unchecked resources. */
export function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Reads a resource with each number as the string that its author wrote, because 37.0 is more precise than 37. */
export function readExactly({ text: written }: Pick<RawResource, 'text'>): Resource {
  const exact = JSON.parse(written, (_name, value: Json, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? value) : value,
  ) as Resource;
  return exact;
}

/** The first code of a concept. */
export function codeOf(concept: Json | undefined): string | null {
  return text(objects(object(concept)['coding'])[0]?.['code']);
}

/** The texts of a list of annotations. */
export function notes(resource: JsonObject): string[] {
  return objects(resource['note']).flatMap((note) => text(note['text']) ?? []);
}
