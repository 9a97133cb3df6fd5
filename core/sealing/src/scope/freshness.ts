import { freshnessSchema, type Freshness, type Head } from '@etanche/core-records-protocol';
import { jwsTypes, parseShape, toBase64url, type Bytes } from '@etanche/core-wire';
import { cannotOpen } from '../sealing-error.ts';
import { jwsHash, verifyJson } from '../envelope/signed-json.ts';

export type { Freshness };

/**
 * Verifies the server's statement that a head was the last one at a time within `maxAgeSeconds` before or after now.
 *
 * @param server its public key, from the order chain
 * @param nowSeconds the caller's clock
 * @throws SealingError `cannot_open`
 */
export async function verifyFreshness(
  jws: string,
  server: Bytes,
  latest: { readonly jws: string; readonly head: Head },
  nowSeconds: number,
  maxAgeSeconds: number,
): Promise<Freshness> {
  const freshness = await verifyJson(
    jws,
    jwsTypes.freshness,
    'freshness',
    (value) => parseShape(freshnessSchema, value, 'freshness'),
    () => [server],
  );
  const { head } = latest;
  const ofThisHead =
    freshness.practice === head.practice &&
    freshness.scope === head.scope &&
    freshness.sequence === head.sequence &&
    freshness.head === toBase64url(jwsHash(latest.jws));
  if (!ofThisHead) throw cannotOpen('freshness of another head');
  if (Math.abs(nowSeconds - freshness.time) > maxAgeSeconds) throw cannotOpen('freshness of another time');
  return freshness;
}
