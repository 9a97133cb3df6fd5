import { isObject, text } from '../json/json.ts';
import type { RawResource } from '../resource/resource.ts';
import { allReferences } from './patient-reference.ts';
import { serverOf, withoutVersion } from './resolve-reference.ts';

/** A resource with the full URLs that it had in its sources. */
export interface NamedResource extends RawResource {
  readonly fullUrls?: readonly string[];
}

/**
 * The full URLs of a document's entries. Each resource has one, and a further one for each name in references to it.
 */
export type DocumentUrls = ReadonlyMap<NamedResource, readonly [string, ...string[]]>;

const RELATIVE = /^[A-Z][A-Za-z]+\/[^/]+$/;

/**
 * Chooses full URLs so that each reference resolves within the document by the rules of R4 (Bundle, "Resolving
 * references in Bundles"). A name used in a reference is kept; a relative reference means the server of the resource
 * that contains it, or `base` if it has none. A resource without references to it gets the URL at its server or at
 * `base`. A resource without an id, or an older state of a resource with the same id, keeps the full URL of its source
 * or gets `fallback`.
 *
 * @param base `https://…`, without a slash at the end
 * @param fallback returns a unique URL for a position in the list
 */
export function documentUrls(
  resources: readonly NamedResource[],
  base: string,
  fallback: (place: number) => string,
): DocumentUrls {
  const called = new Set(resources.flatMap((one) => calledBy(one, base)));
  const byPath = Map.groupBy(
    resources.flatMap((one) => relativeCalls(one, base)),
    (url) => url.split('/').slice(-2).join('/'),
  );
  const holders = new Map<string, NamedResource>();
  const take = (one: NamedResource, url: string): void => {
    const before = holders.get(url);
    if (before === undefined || updatedAt(one) > updatedAt(before)) holders.set(url, one);
  };
  for (const one of resources) {
    const names = namesOf(one, base, byPath);
    for (const name of names) if (called.has(name)) take(one, name);
    const [first] = names;
    if (first !== undefined && !names.some((name) => called.has(name))) take(one, first);
  }
  const urls = new Map<NamedResource, [string, ...string[]]>();
  for (const [url, one] of holders) {
    const known = urls.get(one);
    if (known === undefined) urls.set(one, [url]);
    else known.push(url);
  }
  for (const [i, one] of resources.entries()) if (!urls.has(one)) urls.set(one, [fallback(i)]);
  return urls;
}

/** Every URL that may name a resource. It gets the first one if no reference uses any. */
function namesOf(one: NamedResource, base: string, byPath: ReadonlyMap<string, readonly string[]>): string[] {
  const { resourceType } = one.resource;
  const id = text(one.resource['id']);
  const given = (one.fullUrls ?? []).filter((url) => !RELATIVE.test(url) && !isOfAnother(url, id));
  if (id === null) return given;
  const path = `${resourceType}/${id}`;
  const own = given.filter((url) => serverOf({ fullUrl: url }) !== null);
  // Without a known server, the resource is taken to be at the servers of the references to it.
  const near = own.length === 0 ? (byPath.get(path) ?? []) : [];
  return Array.from(new Set([...own, `${base}/${path}`, ...given, `urn:uuid:${id}`, ...near]));
}

/** True for the URL of a resource with another id: a Patient that this one replaces. */
export function isOfAnother(url: string, id: string | null): boolean {
  return serverOf({ fullUrl: url }) !== null && !url.endsWith(`/${id ?? ''}`);
}

/** All references of a resource; relative ones are resolved against its own server. */
export function calledBy(one: NamedResource, base: string): string[] {
  const absolute = allReferences(one.resource)
    .map(withoutVersion)
    .filter((reference) => !RELATIVE.test(reference));
  return [...absolute, ...relativeCalls(one, base)];
}

function relativeCalls(one: NamedResource, base: string): string[] {
  const servers = (one.fullUrls ?? []).map((fullUrl) => serverOf({ fullUrl })).filter((server) => server !== null);
  const bases = servers.length === 0 ? [base] : Array.from(new Set(servers));
  const relative = allReferences(one.resource)
    .map(withoutVersion)
    .filter((reference) => RELATIVE.test(reference));
  return relative.flatMap((reference) => bases.map((each) => `${each}/${reference}`));
}

/** Time of the last update in milliseconds since 1970; 0 if the resource has none. */
function updatedAt({ resource }: RawResource): number {
  const { meta } = resource;
  const time = isObject(meta) ? Date.parse(text(meta['lastUpdated']) ?? '') : NaN;
  return Number.isNaN(time) ? 0 : time;
}
