import { parseScopeIndex, SealingError, type OpenedVersion } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { fileResource } from '../data/file-resource.ts';
import { isLinkInPlace } from '../scope/read-links.ts';

/**
 * Whether a file opens with this version: its index is well-formed and nothing else is one, and a link has the id of
 * its element. A hostile member signs other versions as they sign any.
 */
export async function isUsable(context: DataContext, version: OpenedVersion): Promise<boolean> {
  const { kind, bytes, place } = version;
  if ((kind === 'index') !== (place.resource === place.scope)) return false;
  if (kind === 'link') return isLinkInPlace(context, version);
  return kind !== 'index' || isIndex(bytes);
}

export function isPatient(version: OpenedVersion | null): boolean {
  return version?.kind === 'resource' && fileResource(version).resource.resourceType === 'Patient';
}

async function isIndex(bytes: OpenedVersion['bytes']): Promise<boolean> {
  try {
    await parseScopeIndex(bytes);
    return true;
  } catch (error) {
    if (error instanceof SealingError) return false;
    throw error;
  }
}
