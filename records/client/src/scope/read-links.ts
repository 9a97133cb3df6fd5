import { toBase64url, type Bytes } from '@etanche/core-wire';
import { linkId, parseLink, SealingError, type OpenedVersion } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';

type Link = ReturnType<typeof parseLink>;

/** N by element (base64url), from the links that members wrote. */
export function linksIn(versions: Iterable<OpenedVersion>): Map<string, Bytes> {
  const links = new Map<string, Bytes>();
  for (const version of versions) {
    // An importer opens nothing and so cannot write a valid link.
    const link = version.kind === 'link' && version.place.seal === undefined ? linkIn(version.bytes) : null;
    if (link !== null) links.set(toBase64url(link.element), link.output);
  }
  return links;
}

/** Whether a link is well-formed and has the id of its element. */
export async function isLinkInPlace(
  { practice }: Pick<DataContext, 'practice'>,
  { bytes, place }: OpenedVersion,
): Promise<boolean> {
  const link = linkIn(bytes);
  return link !== null && (await linkId(practice.id, place.scope, link.element)) === place.resource;
}

function linkIn(bytes: Bytes): Link | null {
  try {
    return parseLink(bytes);
  } catch (error) {
    if (error instanceof SealingError) return null;
    throw error;
  }
}
