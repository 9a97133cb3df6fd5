import type { EngineKey } from '../engine/engine.ts';
import { fromBase64url, joinFields, labels, u32, type Bytes } from '@etanche/core-wire';
import { hkdf, importHkdf } from '../envelope/derive.ts';
import { requireBytes } from '../sealing-error.ts';

/**
 * Kinds of scopes: those that one unit opens (a patient, a day of an agenda, resources of an import without a certain
 * patient), and the practice's settings, which cost no unit.
 */
export type ScopePurpose = 'scope' | 'agenda' | 'unassigned' | 'settings';

/**
 * The key set that evaluates a scope: unassigned resources count like a patient's file.
 *
 * @throws RangeError for settings
 */
export function keySetPurpose(purpose: ScopePurpose): 'scope' | 'agenda' {
  if (purpose === 'settings') throw new RangeError('no vault evaluates the settings');
  return purpose === 'agenda' ? 'agenda' : 'scope';
}

export const compartments = ['identity', 'clinical', 'settings'] as const;
export type Compartment = (typeof compartments)[number];

/** The role whose secret opens a compartment of a patient. @throws RangeError for settings, which every member opens */
export function roleOf(compartment: Compartment): 'reception' | 'care' {
  if (compartment === 'settings') throw new RangeError('the settings have no role secret');
  return compartment === 'identity' ? 'reception' : 'care';
}

/**
 * The seal of an importer's version: the drawn element (base64url) and the batch whose secrets replace the role secrets
 * (docs/protocol.md 7.7).
 */
export type ImportSeal = { readonly element: string; readonly batch: string };

/** The key of one compartment of one scope in one epoch; it can only be expanded. */
export type CompartmentKey = {
  readonly practice: string;
  readonly scope: string;
  readonly compartment: Compartment;
  readonly epoch: number;
  /** Absent from the keys of members. */
  readonly seal?: ImportSeal;
  readonly key: EngineKey;
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
 * @param place the owner of the key, and the epoch of the role secret
 * @param evaluated N: the 64-byte output for `scopeInput`, or for `elementOutput`, after verification of every proof
 * @param erasureSecret the scope's, 32 bytes
 * @param roleSecret of `roleOf(compartment)`, 32 bytes: of that epoch, compared with its commitment, or of the seal's
 *   batch; the root of the settings for their compartment
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
  const info = compartmentInfo(place);
  const material = joinFields(evaluated, erasureSecret);
  const raw = await hkdf(material, roleSecret, info, 32);
  const key = await importHkdf(raw);
  material.fill(0);
  raw.fill(0);
  const { practice, scope, compartment, epoch, seal } = place;
  return { practice, scope, compartment, epoch, key, ...(seal === undefined ? {} : { seal }) };
}

function compartmentInfo({ scope, compartment, epoch, seal }: Omit<CompartmentKey, 'key'>): Bytes {
  if (seal === undefined) return joinFields(labels.compartment, scope, compartment, u32(epoch));
  return joinFields(labels.importedCompartment, scope, compartment, u32(epoch), ...sealFields(seal));
}

/** The fields that a seal adds to the derivation and the AAD. */
export function sealFields({ element, batch }: ImportSeal): readonly [Bytes, string] {
  return [fromBase64url(element, 32), batch];
}
