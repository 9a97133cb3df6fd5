import { sha256, toBase64url, utf8 } from '@etanche/core-wire';
import { isObject, serverOf, text as textOf, type LargeData, type Resource } from '@etanche/records-fhir';

/** A resource of a source, with its exact text and the full URL of its bundle entry. */
export type SourceResource = {
  readonly resource: Resource;
  readonly text: string;
  readonly fullUrl: string | null;
  /** Data of the text to be stored separately, if the text is too large for one record. */
  readonly large?: readonly LargeData[];
};

/** Returns the name of a resource in its source: server, type and id, or else its full URL or the hash of its text. */
export function sourceName(item: SourceResource): string {
  const { resource, fullUrl, text } = item;
  const { id, resourceType } = resource;
  if (typeof id !== 'string') return `${resourceType} ${fullUrl ?? toBase64url(sha256(utf8(text)))}`;
  return `${serverOf(item) ?? ''}/${resourceType}/${id}`;
}

/** Returns `meta.lastUpdated` in milliseconds since 1970; 0 if it is absent or invalid. */
export function writtenAt({ resource }: Pick<SourceResource, 'resource'>): number {
  const time = Date.parse(metaOf(resource, 'lastUpdated'));
  return Number.isNaN(time) || time < 0 ? 0 : time;
}

/** Returns a member of `meta` as text; empty if it is absent. */
export function metaOf({ meta }: Resource, name: string): string {
  return isObject(meta) ? (textOf(meta[name]) ?? '') : '';
}
