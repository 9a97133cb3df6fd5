import { sha256, toBase64url, utf8 } from '@etanche/core-wire';
import { isObject, serverOf, text as textOf, type LargeData, type Resource } from '@etanche/records-fhir';

/** A resource of a source, with its exact text and the full URL that its bundle had for it. */
export type SourceResource = {
  readonly resource: Resource;
  readonly text: string;
  readonly fullUrl: string | null;
  /** Data of the text that are to be stored apart, where it is too large for a resource. */
  readonly large?: readonly LargeData[];
};

/** The name of a resource in its source: by server, type and id, or else by its full URL or the hash of its text. */
export function sourceName(item: SourceResource): string {
  const { resource, fullUrl, text } = item;
  const { id, resourceType } = resource;
  if (typeof id !== 'string') return `${resourceType} ${fullUrl ?? toBase64url(sha256(utf8(text)))}`;
  return `${serverOf(item) ?? ''}/${resourceType}/${id}`;
}

/** Milliseconds since 1970 of `meta.lastUpdated`; 0 where there is none. */
export function writtenAt({ resource }: Pick<SourceResource, 'resource'>): number {
  const time = Date.parse(metaOf(resource, 'lastUpdated'));
  return Number.isNaN(time) || time < 0 ? 0 : time;
}

/** A member of `meta`; empty where there is none. */
export function metaOf({ meta }: Resource, name: string): string {
  return isObject(meta) ? (textOf(meta[name]) ?? '') : '';
}
