import { toBase64url, type Bytes } from '@etanche/core-wire';
import { linkId, parseLink, type OpenedVersion } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';

/** N by element (base64url), from the links that members wrote. */
export function linksIn(versions: Iterable<OpenedVersion>): Map<string, Bytes> {
  const links = new Map<string, Bytes>();
  for (const { kind, bytes, place } of versions) {
    // An importer opens nothing and so cannot write a valid link.
    if (kind !== 'link' || place.seal !== undefined) continue;
    const { element, output } = parseLink(bytes);
    links.set(toBase64url(element), output);
  }
  return links;
}

/** Requires that a link has the id of its element. @throws DataError */
export async function requireLinkInPlace({ practice }: DataContext, { bytes, place }: OpenedVersion): Promise<void> {
  const { element } = parseLink(bytes);
  if ((await linkId(practice.id, place.scope, element)) !== place.resource) throw untrusted('a link under a wrong id');
}
