import { verifyManifest } from '@etanche/core-sealed-index';
import type { Bytes, Manifest, Trust } from '@etanche/core-protocol';
import { fetchBytes } from './fetch-bytes.ts';
import { PageFailure } from './page-failure.ts';

/**
 * The manifest that the operator and enough vaults signed.
 *
 * @param base URL of the site's folder, with its last slash
 * @throws PageFailure
 */
export async function openIndex(base: string, trust: Trust, now: () => number): Promise<Manifest> {
  const file = await fetchBytes(new URL('manifest.json', base).href, 'no-cache');
  try {
    return await verifyManifest(file, trust, now());
  } catch (cause) {
    const reason = (await isOnlyExpired(file, trust)) ? 'expired' : 'altered';
    throw new PageFailure(reason, 'the manifest is refused', null, { cause });
  }
}

/** True for a manifest that would have been accepted at some time in the past. */
async function isOnlyExpired(file: Bytes, trust: Trust): Promise<boolean> {
  return verifyManifest(file, trust, 0).then(
    () => true,
    () => false,
  );
}
