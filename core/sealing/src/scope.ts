import { joinFields, labels, type Bytes } from '@etanche/core-protocol';
import { hkdf, importHkdf, u32 } from './derive.ts';
import { requireBytes } from './sealing-error.ts';

/** What one unit of a scope opens: a patient, or a day of an agenda. */
export type ScopePurpose = 'scope' | 'agenda';

export const compartments = ['identity', 'clinical'] as const;
export type Compartment = (typeof compartments)[number];

/** Whose secret a compartment is under. */
export const roleOf = { identity: 'reception', clinical: 'care' } as const satisfies Record<Compartment, string>;

/** The key of one compartment of one scope in one epoch; it can only be expanded, and never leaves WebCrypto. */
export type CompartmentKey = {
  readonly practice: string;
  readonly scope: string;
  readonly compartment: Compartment;
  readonly epoch: number;
  readonly key: CryptoKey;
};

/**
 * The input of the oblivious function for a scope, under the key set `<purpose>/<practice>`.
 *
 * @param scopeRoot 32 bytes
 */
export async function scopeInput(
  scopeRoot: Bytes,
  practice: string,
  purpose: ScopePurpose,
  scope: string,
): Promise<Bytes> {
  requireBytes(scopeRoot, 32, 'scope root');
  const info = joinFields(labels.scopeSecret, purpose, scope);
  const secret = await hkdf(scopeRoot, labels.scopeSecret, info, 32);
  return joinFields(labels.scopeInput, practice, scope, secret);
}

/**
 * @param place whose key, and the epoch whose role secret is given
 * @param evaluated the 64-byte output N for `scopeInput`, every proof verified
 * @param erasureSecret the scope's, 32 bytes
 * @param roleSecret of `roleOf[compartment]` in that epoch, 32 bytes, held against its commitment
 */
export async function compartmentKey(
  place: Omit<CompartmentKey, 'key'>,
  evaluated: Bytes,
  erasureSecret: Bytes,
  roleSecret: Bytes,
): Promise<CompartmentKey> {
  requireBytes(evaluated, 64, 'evaluation');
  requireBytes(erasureSecret, 32, 'erasure secret');
  requireBytes(roleSecret, 32, 'role secret');
  const info = joinFields(labels.compartment, place.scope, place.compartment, u32(place.epoch));
  const material = joinFields(evaluated, erasureSecret);
  const raw = await hkdf(material, roleSecret, info, 32);
  const key = await importHkdf(raw);
  material.fill(0);
  raw.fill(0);
  const { practice, scope, compartment, epoch } = place;
  return { practice, scope, compartment, epoch, key };
}
