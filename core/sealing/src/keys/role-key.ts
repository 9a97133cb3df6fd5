import { type Epoch } from '@etanche/core-records-protocol';
import { fromBase64url, joinFields, labels, toBase64url, u32, type Bytes } from '@etanche/core-wire';
import { hkdf } from '../envelope/derive.ts';
import { sealingKeyFromSeed, type SealingKey } from '../envelope/hpke.ts';
import type { RoleSecrets, SecretRole } from './role-secrets.ts';
import { cannotOpen, requireBytes } from '../sealing-error.ts';

/**
 * The key pair of a role in an epoch: an importer seals to the public key, and a holder of the role's secret derives
 * both keys.
 */
export async function roleKey(practice: string, epoch: number, role: SecretRole, secret: Bytes): Promise<SealingKey> {
  requireBytes(secret, 32, 'role secret');
  const info = joinFields(labels.epochRoleKey, practice, u32(epoch), role);
  const seed = await hkdf(secret, labels.epochRoleKey, info, 32);
  const key = await sealingKeyFromSeed(seed);
  seed.fill(0);
  return key;
}

/** The public keys of an epoch, base64url. */
export async function roleKeysOf(
  practice: string,
  epoch: number,
  secrets: { readonly reception: Bytes; readonly care: Bytes },
): Promise<Epoch['keys']> {
  const publicKey = async (role: SecretRole): Promise<string> =>
    toBase64url((await roleKey(practice, epoch, role, secrets[role])).publicKey);
  return { reception: await publicKey('reception'), care: await publicKey('care') };
}

/**
 * Verifies that the public keys of an epoch derive from the caller's role secrets. A member who opened an epoch with
 * another key could otherwise read what importers seal.
 *
 * @throws SealingError `cannot_open`
 */
export async function checkRoleKeys({ practice, epoch, keys }: Epoch, secrets: RoleSecrets): Promise<void> {
  for (const role of ['reception', 'care'] as const) {
    const secret = secrets[role];
    if (secret === null) continue;
    const { publicKey } = await roleKey(practice, epoch, role, secret);
    if (toBase64url(publicKey) !== keys[role]) throw cannotOpen(`the public key of ${role} does not match its secret`);
  }
}

/** @returns 1,216 bytes */
export function rolePublicKey({ keys }: Epoch, role: SecretRole): Bytes {
  return fromBase64url(keys[role], undefined);
}
