import {
  equalBytes,
  fromBase64url,
  joinFields,
  labels,
  sha256,
  toBase64url,
  u32,
  type Bytes,
} from '@etanche/core-wire';
import { draw, type Random } from '../envelope/random.ts';
import { requireBytes } from '../sealing-error.ts';

/** The roles of grants. A holder of `care` has `reception` too. */
export const secretRoles = ['reception', 'care'] as const;
export type SecretRole = (typeof secretRoles)[number];
/** `settings`: the root of the practice's settings alone, for an administrator. */
export type GrantRole = SecretRole | 'settings';

/** The role secrets of one epoch, 32 bytes each; `care` is null for a secretary. */
export type RoleSecrets = { readonly reception: Bytes; readonly care: Bytes | null };

/** Created once for a practice, 32 bytes each. */
export type PracticeSecrets = { readonly scopeRoot: Bytes; readonly indexSecret: Bytes };

export function makePracticeSecrets(random: Random): PracticeSecrets {
  return { scopeRoot: draw(random, 32), indexSecret: draw(random, 32) };
}

export function makeRoleSecrets(random: Random): { readonly reception: Bytes; readonly care: Bytes } {
  return { reception: draw(random, 32), care: draw(random, 32) };
}

/** Commitment to a role's secret, 32 bytes in base64url. It reveals nothing about the secret. */
export function commitment(practice: string, epoch: number, role: SecretRole, secret: Bytes): string {
  requireBytes(secret, 32, 'role secret');
  return toBase64url(sha256(joinFields(labels.epochCommitment, practice, u32(epoch), role, secret)));
}

/** True if the secret matches its commitment. */
export function isCommitted(
  practice: string,
  epoch: number,
  role: SecretRole,
  secret: Bytes,
  committed: string,
): boolean {
  return equalBytes(fromBase64url(commitment(practice, epoch, role, secret), 32), fromBase64url(committed, 32));
}
