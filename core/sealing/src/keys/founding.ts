import type { EngineKey } from '../engine/engine.ts';
import { concat, joinFields, labels, type Bytes } from '@etanche/core-wire';
import { openUnderNonce, sealUnderNonce } from '../envelope/aes.ts';
import { hkdfAes } from '../envelope/derive.ts';
import type { Random } from '../envelope/random.ts';
import { cannotOpen, opening, requireBytes } from '../sealing-error.ts';

/**
 * The secrets that an interrupted founding needs to continue: the founder's seed and the kit's secret, 32 bytes each.
 */
export type FoundingSecrets = { readonly seed: Bytes; readonly kit: Bytes };
/** Identifies a founding, and the passkey (credential id, base64url) that seals it. */
export type FoundingOwner = { readonly practice: string; readonly member: string; readonly credential: string };

/**
 * Seals the secrets of a founding under the founder's passkey, so that the device can store them until it is complete.
 *
 * @param prf output of the passkey for `passkeyPrfInput`, 32 bytes
 */
export async function sealFounding(
  prf: Bytes,
  place: FoundingOwner,
  { seed, kit }: FoundingSecrets,
  random: Random,
): Promise<Bytes> {
  for (const secret of [prf, seed, kit]) requireBytes(secret, 32, 'secret of a founding');
  const { key, info } = await keyOf(prf, place);
  return sealUnderNonce(key, info, concat(seed, kit), random);
}

/** @throws SealingError `cannot_open` for another passkey or founding, or altered bytes */
export async function openFounding(prf: Bytes, place: FoundingOwner, sealed: Bytes): Promise<FoundingSecrets> {
  return opening('founding', async () => {
    const { key, info } = await keyOf(prf, place);
    const secrets = await openUnderNonce(key, info, sealed);
    if (secrets.length !== 64) throw cannotOpen('a founding has two secrets');
    return { seed: secrets.slice(0, 32), kit: secrets.slice(32) };
  });
}

async function keyOf(prf: Bytes, place: FoundingOwner): Promise<{ key: EngineKey; info: Bytes }> {
  const info = joinFields(labels.foundingSeal, place.practice, place.member, place.credential);
  return { key: await hkdfAes(prf, labels.foundingSeal, info), info };
}
