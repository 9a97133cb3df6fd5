import { parseNames } from '@etanche/core-sealing';
import { identifierKeysOf, indexEntries, resolve, type BundleEntry } from '@etanche/records-fhir';
import type { FileResource } from '../data/file-resource.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { isOriginName, originOf } from '../transfer/origin-names.ts';

/** The names by which resources of a file refer to each other, as PatientFile gives them. */
export type FileNames = {
  fullUrls(id: string): readonly string[];
  resolve(reference: string, from: FileResource): readonly FileResource[];
};

type NamedEntry = BundleEntry & { readonly source: FileResource };

/**
 * References of a transferred resource are resolved among the resources that came with it, and those of the file's own
 * resources among its own ones first: no name that another practice gave stands for a resource that was here before.
 *
 * @param resources the readable resources of the state
 */
export function fileNames(state: ScopeState, resources: readonly FileResource[]): FileNames {
  const urls = new Map<string, string[]>();
  const origins = new Map<string, string>();
  for (const { kind, bytes } of state.opened.values()) {
    if (kind !== 'names') continue;
    for (const { fullUrl, resource } of parseNames(bytes).names) {
      const origin = originOf(fullUrl);
      if (origin !== null) origins.set(resource, origin);
      if (isOriginName(fullUrl)) continue;
      const known = urls.get(resource);
      if (known === undefined) urls.set(resource, [fullUrl]);
      else if (!known.includes(fullUrl)) known.push(fullUrl);
    }
  }
  const fullUrls = (id: string): readonly string[] => urls.get(id) ?? [];
  const entriesOf = (source: FileResource): NamedEntry[] => {
    const { text, resource } = source;
    const named = fullUrls(source.id).map((fullUrl): NamedEntry => ({ text, resource, fullUrl, source }));
    return named.length === 0 ? [{ text, resource, fullUrl: null, source }] : named;
  };
  const entries = resources.flatMap(entriesOf);
  const index = indexEntries(entries);
  return {
    fullUrls,
    resolve(reference, from) {
      const conditional = /^([A-Z][A-Za-z]+)\?identifier=(.+)$/.exec(reference);
      const found =
        conditional === null
          ? entriesOf(from).flatMap((entry) => resolve(reference, entry, index))
          : entries.filter((entry) => isIdentified(entry, conditional[1], conditional[2] ?? ''));
      const sources = Array.from(new Set(found.map((entry) => (entry as NamedEntry).source)));
      return ofOrigin(sources, from, origins);
    },
  };
}

function ofOrigin(
  found: readonly FileResource[],
  from: FileResource,
  origins: ReadonlyMap<string, string>,
): readonly FileResource[] {
  const origin = origins.get(from.id);
  const same = found.filter(({ id }) => origins.get(id) === origin);
  // A member who edits a transferred resource may refer to the file's own ones.
  if (same.length > 0 || origin === undefined || from.version > 1) return same.length > 0 ? same : found;
  return found.filter(({ resource }) => resource.resourceType === 'Patient');
}

function isIdentified({ resource }: NamedEntry, resourceType: string | undefined, identifier: string): boolean {
  if (resource.resourceType !== resourceType) return false;
  const keys = Array.from(identifierKeysOf(resource['identifier']));
  return keys.some((key) => key === identifier || key.endsWith(`|${identifier}`));
}
