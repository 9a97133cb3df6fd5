import type { JsonObject } from '../json/json.ts';

/** A resource of an open file as the views read it. */
export interface ViewSource {
  /** Record id. */
  readonly id: string;
  readonly resource: JsonObject & { readonly resourceType: string };
}

/** The resources of one type. */
export function ofType(sources: readonly ViewSource[], type: string): readonly ViewSource[] {
  return sources.filter(({ resource }) => resource.resourceType === type);
}

/** Newest first; dates of FHIR of any precision sort as text, and one that is missing sorts last. */
export function newestFirst<T extends { readonly date: string | null }>(list: readonly T[]): T[] {
  return list.toSorted((one, other) => (other.date ?? '').localeCompare(one.date ?? ''));
}
