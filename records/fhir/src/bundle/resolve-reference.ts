import { text } from '../json/json.ts';
import type { BundleEntry } from './split-bundle.ts';

/** Entries by full URL, by `urn:uuid:` and id, by type and id; more than one where a name is given twice. */
export type EntryIndex = ReadonlyMap<string, readonly BundleEntry[]>;

export function indexEntries(entries: readonly BundleEntry[]): EntryIndex {
  const index = new Map<string, BundleEntry[]>();
  for (const entry of entries) {
    const id = text(entry.resource['id']);
    const names = id === null ? [] : [`${entry.resource.resourceType}/${id}`, `urn:uuid:${id}`];
    for (const name of new Set(entry.fullUrl === null ? names : [entry.fullUrl, ...names])) {
      const found = index.get(name);
      if (found === undefined) index.set(name, [entry]);
      else found.push(entry);
    }
  }
  return index;
}

/**
 * The entries that a reference of `from` names (R4, Bundle, "Resolving references in Bundles"). A URL is that URL and
 * nothing else: Patient/2 of another server is another patient. A relative one is of the server of `from`, where it
 * has one.
 */
export function resolve(reference: string, from: BundleEntry, index: EntryIndex): readonly BundleEntry[] {
  const plain = reference.replace(/\/_history\/[^/]+$/, '');
  const found = index.get(plain) ?? [];
  if (!/^[A-Z][A-Za-z]+\/[^/]+$/.test(plain)) return found;
  const base = baseOf(from);
  return found.filter((entry) => base === null || baseOf(entry) === null || baseOf(entry) === base);
}

/** `https://example.org/fhir` of `https://example.org/fhir/Patient/2`, null where the entry has no such URL. */
function baseOf({ fullUrl }: BundleEntry): string | null {
  return /^(https?:\/\/.*)\/[A-Z][A-Za-z]+\/[^/]+$/.exec(fullUrl ?? '')?.[1] ?? null;
}
