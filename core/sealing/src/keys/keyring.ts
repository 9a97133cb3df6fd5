import type { EngineKey } from '../engine/engine.ts';
import { bytes32Schema, federationSchema } from '@etanche/core-vault-protocol';
import {
  fromUtf8,
  joinFields,
  labels,
  findMismatch,
  object,
  parseShape,
  recordIdSchema,
  utf8,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import { openUnderNonce, sealUnderNonce } from '../envelope/aes.ts';
import { hkdfAes } from '../envelope/derive.ts';
import type { Random } from '../envelope/random.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes } from '../sealing-error.ts';

export const keyringSchema = object({
  seed: bytes32Schema,
  practice: recordIdSchema,
  member: recordIdSchema,
  genesis: bytes32Schema,
  federation: federationSchema,
});
/**
 * The data that a member needs at sign-in: their seed, and pins of the practice, its genesis and its vaults, so that no
 * server can replace any of them.
 */
export type Keyring = Shape<typeof keyringSchema>;

/** The owner of a keyring. */
export type KeyringOwner = { readonly practice: string; readonly member: string };

/** Input of the PRF (`eval.first`), in UTF-8. */
export function passkeyPrfInput(): Bytes {
  return utf8(labels.passkeyPrf);
}

/**
 * Seals a keyring under one passkey.
 *
 * @param prf output of the passkey for `passkeyPrfInput`, 32 bytes
 * @param credential its id, base64url as in WebAuthn's JSON
 */
export async function sealKeyring(prf: Bytes, credential: string, keyring: Keyring, random: Random): Promise<Bytes> {
  requireBytes(prf, 32, 'PRF output');
  return sealKeyringUnder(await passkeyKey(prf, keyring, credential), keyring, random);
}

/** @throws SealingError `cannot_open` for another passkey or member, or altered bytes */
export async function openKeyring(
  prf: Bytes,
  credential: string,
  owner: KeyringOwner,
  sealed: Bytes,
): Promise<Keyring> {
  return opening('keyring', async () => openKeyringUnder(await passkeyKey(prf, owner, credential), owner, sealed));
}

/** A key and the info of its derivation, which is also the AAD. */
export type KeyringKey = { readonly key: EngineKey; readonly info: Bytes };

export async function sealKeyringUnder({ key, info }: KeyringKey, keyring: Keyring, random: Random): Promise<Bytes> {
  if (findMismatch(keyringSchema, keyring) !== null) throw argumentInvalid('keyring is malformed');
  return sealUnderNonce(key, info, utf8(JSON.stringify(keyring)), random);
}

export async function openKeyringUnder(
  { key, info }: KeyringKey,
  owner: KeyringOwner,
  sealed: Bytes,
): Promise<Keyring> {
  const text = fromUtf8(await openUnderNonce(key, info, sealed));
  const keyring = parseShape(keyringSchema, JSON.parse(text) as unknown, 'keyring');
  if (keyring.practice !== owner.practice || keyring.member !== owner.member)
    throw cannotOpen('keyring of another member or practice');
  return keyring;
}

async function passkeyKey(prf: Bytes, owner: KeyringOwner, credential: string): Promise<KeyringKey> {
  const info = joinFields(labels.passkeySeal, owner.practice, owner.member, credential);
  return { key: await hkdfAes(prf, labels.passkeySeal, info), info };
}
