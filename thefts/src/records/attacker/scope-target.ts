import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { elementOutput, scopeInput, type ScopePurpose } from '@etanche/core-sealing';
import type { VaultClient } from '@etanche/vault-client';

/**
 * The input that the vaults evaluate for a scope: the element (32 bytes) of a scope created by an importer, the longer
 * input of one created by a member. Other purposes are not covered.
 */
type ScopeTarget = Bytes;

const elementBytes = 32;

export function isElement(target: ScopeTarget): boolean {
  return target.length === elementBytes;
}

export async function scopeTarget(
  scopeRoot: Bytes,
  practice: string,
  purpose: ScopePurpose,
  scope: string,
  element: Bytes | null | undefined,
): Promise<ScopeTarget> {
  return element ?? scopeInput(Uint8Array.from(scopeRoot), practice, purpose, scope);
}

/** The id under which a member's device caches the output for a target (docs/protocol.md 7.6). */
export function keptAs(
  place: { readonly practice: string; readonly purpose: ScopePurpose; readonly scope: string },
  target: ScopeTarget,
): Bytes {
  const { practice, purpose, scope } = place;
  return isElement(target) ? joinFields(labels.scopeElement, practice, purpose, scope, target) : target;
}

/** The key N of a target, from its evaluation or from a device's cache. */
export async function scopeOutput(
  place: { readonly practice: string; readonly purpose: ScopePurpose; readonly scope: string },
  target: ScopeTarget,
  evaluated: Bytes,
): Promise<Bytes> {
  return evaluated.length === elementBytes ? elementOutput(place, target, evaluated) : evaluated;
}

/** The vaults' outputs for targets of either kind, in order. */
export async function evaluateTargets(client: VaultClient, targets: readonly ScopeTarget[]): Promise<Bytes[]> {
  const elements = targets.filter(isElement);
  const inputs = targets.filter((target) => !isElement(target));
  const [ofElements, ofInputs] = [await client.evaluateElements(elements), await client.evaluate(inputs)];
  return targets.map((target) => (isElement(target) ? ofElements.shift() : ofInputs.shift()) ?? new Uint8Array());
}
