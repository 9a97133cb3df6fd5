import { checkResource, type Resource } from '@etanche/records-fhir';
import type { Refusal } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import { hasTooLongFullUrl } from './plan-names.ts';

/** Returns the issues of a resource. `path` contains no values. */
export type Validate = (resource: Resource) => readonly { readonly path: string; readonly code: string }[];

/** Longest reported path, in characters. It may contain an unknown member's name, which comes from the source. */
const longestPath = 500;

/** Returns the issues of a resource of the source, with its position. */
export function validateItem(validate: Validate | null, item: Item): Refusal[] {
  const { position, resource } = item;
  if (hasTooLongFullUrl(item)) return [{ ...position, path: '', code: 'full_url_too_long' }];
  const issues = validate === null ? checkResource(resource) : validate(resource);
  return issues.map(({ path, code }) => ({ ...position, path: path.slice(0, longestPath), code }));
}
