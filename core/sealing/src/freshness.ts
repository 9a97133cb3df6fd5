import {
  bytes32Schema,
  jwsTypes,
  object,
  parseShape,
  recordIdSchema,
  secondsSchema,
  toBase64url,
  type Bytes,
  type Shape,
} from '@etanche/core-protocol';
import { headSchema, type Head } from './head.ts';
import { cannotOpen } from './sealing-error.ts';
import { jwsHash, verifyJson } from './signed-json.ts';

/** What the server signs with every answer about a scope. `head` is `jwsHash` of the head's JWS, base64url; `time` in seconds. */
export const freshnessSchema = object({
  practice: recordIdSchema,
  scope: recordIdSchema,
  sequence: headSchema.properties.sequence,
  head: bytes32Schema,
  time: secondsSchema,
});
export type Freshness = Shape<typeof freshnessSchema>;

/**
 * The server's word that a head was the last at a time within `maxAgeSeconds` of now, either way.
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
