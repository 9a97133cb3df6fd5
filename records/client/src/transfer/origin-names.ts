import { encodeNames, parseNames, type OpenedVersion } from '@etanche/core-sealing';
import type { Bytes } from '@etanche/core-wire';

/**
 * Names in a list of full URLs that say from which practice a resource was transferred, and no source of an import has.
 */
const prefix = 'urn:etanche:v1:transferred:';
/** Names that say which versions of the sender's were filed (`filed-versions.ts`). */
export const filedPrefix = 'urn:etanche:v1:transferred-version:';
const mostPractices = 10;
const pattern = new RegExp(`^[a-z2-7]{26}(?:/[a-z2-7]{26}){0,${mostPractices - 1}}$`);
/** Resources in one list, which is far below the largest version. */
const perList = 4000;

/** Whether a name says where a resource came from: no reference means it, and its sender gives none. */
export function isOriginName(fullUrl: string): boolean {
  return fullUrl.startsWith(prefix) || fullUrl.startsWith(filedPrefix);
}

/** The practices from which a resource came, the newest sender first, separated by `/`; null for another name. */
export function originOf(fullUrl: string): string | null {
  const origin = fullUrl.startsWith(prefix) ? fullUrl.slice(prefix.length) : '';
  return pattern.test(origin) ? origin : null;
}

/**
 * Lists of names that give transferred resources their origin. References of one origin are resolved within it.
 *
 * @param practice the sender's
 * @param current the sender's newest versions
 * @param resources record ids there and here
 */
export function originLists(
  practice: string,
  current: readonly OpenedVersion[],
  resources: readonly { readonly theirs: string; readonly here: string }[],
): Bytes[] {
  const earlier = new Map<string, string>();
  for (const { kind, bytes } of current) {
    if (kind !== 'names') continue;
    for (const { fullUrl, resource } of parseNames(bytes).names) {
      const origin = originOf(fullUrl);
      if (origin !== null) earlier.set(resource, origin);
    }
  }
  const names = resources.map(({ theirs, here }) => {
    const practices = [practice, ...(earlier.get(theirs)?.split('/') ?? [])].slice(0, mostPractices);
    return { fullUrl: `${prefix}${practices.join('/')}`, resource: here };
  });
  const lists: Bytes[] = [];
  for (let at = 0; at < names.length; at += perList) lists.push(encodeNames({ names: names.slice(at, at + perList) }));
  return lists;
}
