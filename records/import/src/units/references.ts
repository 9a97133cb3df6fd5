import { allReferences, withoutVersion } from '@etanche/records-fhir';
import type { Item } from './read-items.ts';

/** Resources of nobody, by all that others may call them. */
export type SharedIndex = ReadonlyMap<string, Item>;

export function indexShared(items: readonly Item[]): SharedIndex {
  const index = new Map<string, Item>();
  for (const item of items) for (const name of namesOf(item)) if (!index.has(name)) index.set(name, item);
  return index;
}

/** The shared resources that these refer to, and those that they refer to in turn. */
export function sharedBy(items: readonly Item[], index: SharedIndex): Item[] {
  const found = new Set<Item>();
  const waiting = index.size === 0 ? [] : [...items];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    for (const reference of allReferences(item.resource)) {
      const shared = index.get(withoutVersion(reference));
      if (shared === undefined || found.has(shared)) continue;
      found.add(shared);
      waiting.push(shared);
    }
  }
  return Array.from(found);
}

/** Type and id, both forms of a full URL, and the conditional reference that bulk data uses (`Type?identifier=a|b`). */
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
