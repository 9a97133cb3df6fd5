import { objects, text, type Json } from '../json/json.ts';
import { identifierKey } from './patient-reference.ts';
import type { BundleEntry } from './split-bundle.ts';

/** Entries by full URL, by `urn:uuid:` and id, by type and id; several entries if a name is used twice. */
export interface EntryIndex {
  readonly byName: ReadonlyMap<string, readonly BundleEntry[]>;
  /** Patients by `identifierKey`. */
  readonly byIdentifier: ReadonlyMap<string, readonly BundleEntry[]>;
}

export function indexEntries(entries: readonly BundleEntry[]): EntryIndex {
  const byName = new Map<string, BundleEntry[]>();
  const byIdentifier = new Map<string, BundleEntry[]>();
  for (const entry of entries) {
    const id = text(entry.resource['id']);
    const names = id === null ? [] : [`${entry.resource.resourceType}/${id}`, `urn:uuid:${id}`];
    for (const name of new Set(entry.fullUrl === null ? names : [entry.fullUrl, ...names])) put(byName, name, entry);
    if (entry.resource.resourceType !== 'Patient') continue;
    for (const key of identifierKeysOf(entry.resource['identifier'])) put(byIdentifier, key, entry);
  }
  return { byName, byIdentifier };
}

/** The identifiers of a resource as keys of `identifierKey`. */
export function identifierKeysOf(identifiers: Json | undefined): Set<string> {
  const keys = objects(identifiers).map((one) => identifierKey(text(one['system']), text(one['value'])));
  return new Set(keys.filter((key) => key !== null));
}

/**
 * Resolves a reference in `from` to entries (R4, Bundle, "Resolving references in Bundles"). A URL only matches the
 * same URL: Patient/2 at another server is another patient. A relative reference is resolved at the server of `from`,
 * if it has one.
 */
export function resolve(reference: string, from: BundleEntry, { byName }: EntryIndex): readonly BundleEntry[] {
  const plain = withoutVersion(reference);
  const found = byName.get(plain) ?? [];
  if (!/^[A-Z][A-Za-z]+\/[^/]+$/.test(plain)) return found;
  const base = serverOf(from);
  return found.filter((entry) => base === null || serverOf(entry) === null || serverOf(entry) === base);
}

/** Removes the version: `Practitioner/1/_history/2` becomes `Practitioner/1`. */
export function withoutVersion(reference: string): string {
  return reference.replace(/\/_history\/[^/]+$/, '');
}

/** `https://example.org/fhir` for `https://example.org/fhir/Patient/2`; null if the entry has no such URL. */
export function serverOf({ fullUrl }: Pick<BundleEntry, 'fullUrl'>): string | null {
  return /^(https?:\/\/.*)\/[A-Z][A-Za-z]+\/[^/]+$/.exec(fullUrl ?? '')?.[1] ?? null;
}

function put(index: Map<string, BundleEntry[]>, name: string, entry: BundleEntry): void {
  const found = index.get(name);
  if (found === undefined) index.set(name, [entry]);
  else if (!found.includes(entry)) found.push(entry);
}
