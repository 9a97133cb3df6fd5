import { checkResource, type Resource } from '@etanche/records-fhir';
import type { Refused } from '../report.ts';
import type { Item } from '../units/read-items.ts';
import { isTooLong } from './plan-names.ts';

/** What is wrong with a resource; `path` holds no values. */
export type Validate = (resource: Resource) => readonly { readonly path: string; readonly code: string }[];

/** Longest path that is reported: the name of a member is the source's, and may be a person's. */
const longestPath = 500;

/** What is wrong with a resource of the source, each with its place. */
export function issuesOf(validate: Validate | null, item: Item): Refused[] {
  const { place, resource } = item;
  if (isTooLong(item)) return [{ ...place, path: '', code: 'full_url_too_long' }];
  const issues = validate === null ? checkResource(resource) : validate(resource);
  return issues.map(({ path, code }) => ({ ...place, path: path.slice(0, longestPath), code }));
}
