import { verifyManifest } from '@etanche/core-sealed-index';
import type { Manifest, Trust } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';
import { fetchBytes } from './fetch-bytes.ts';
import { PageFailure } from './page-failure.ts';

/**
 * Fetches the manifest and verifies that the operator and enough vaults signed it.
 *
 * @param base URL of the site's folder, with a final slash
 * @throws PageFailure
 */
export async function openIndex(base: string, trust: Trust, now: () => number): Promise<Manifest> {
  const file = await fetchBytes(new URL('manifest.json', base).href, 'no-cache');
  try {
    return await verifyManifest(file, trust, now());
  } catch (cause) {
    const reason = (await isOnlyExpired(file, trust)) ? 'expired' : 'altered';
    throw new PageFailure(reason, 'the manifest did not verify', null, { cause });
  }
}

/** True for a manifest that is invalid only because it has expired. */
async function isOnlyExpired(file: Bytes, trust: Trust): Promise<boolean> {
  return verifyManifest(file, trust, 0).then(
    () => true,
    () => false,
  );
}
