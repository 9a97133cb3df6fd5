import { allReferences, withoutVersion } from '@etanche/records-fhir';
import type { Item } from './read-items.ts';

/** Resources that belong to no patient, by each name with which others may refer to them. */
export type SharedIndex = ReadonlyMap<string, Item>;

export function indexShared(items: readonly Item[]): SharedIndex {
  const index = new Map<string, Item>();
  for (const item of items) for (const name of namesOf(item)) if (!index.has(name)) index.set(name, item);
  return index;
}

/** Returns the shared resources to which these refer, directly or through other shared resources. */
export function sharedReferencedBy(items: readonly Item[], index: SharedIndex): Item[] {
  const referenced = new Set<Item>();
  const queue = index.size === 0 ? [] : [...items];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    for (const reference of allReferences(item.resource)) {
      const shared = index.get(withoutVersion(reference));
      if (shared === undefined || referenced.has(shared)) continue;
      referenced.add(shared);
      queue.push(shared);
    }
  }
  return Array.from(referenced);
}

/**
 * Returns the names with which others may refer to a resource: full URL, type and id, `urn:uuid:` and id, and the
 * conditional reference of bulk data (`Type?identifier=a|b`).
 */
export function namesOf({ fullUrl, resource }: Item): string[] {
  const { resourceType, id, identifier } = resource;
  const identifiers = Array.isArray(identifier) ? identifier : [];
  return [
    ...(fullUrl === null ? [] : [fullUrl]),
    ...(typeof id === 'string' ? [`${resourceType}/${id}`, `urn:uuid:${id}`] : []),
    ...identifiers.flatMap((one) => {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) return [];
      const { system, value } = one;
      return typeof system === 'string' && typeof value === 'string'
        ? [`${resourceType}?identifier=${system}|${value}`]
        : [];
    }),
  ];
}
