import { unassignedReasons, type UnassignedReason } from '@etanche/records-client';
import { isSharedType, serverOf, subjectsOf, withoutVersion } from '@etanche/records-fhir';
import type { Item } from './read-items.ts';

/**
 * The reason for which a resource waits on the unassigned list; null for what is reported alone: faults, and
 * practitioners and places that no patient refers to.
 */
export function unassignedReason(code: string, { resource }: Pick<Item, 'resource'>): UnassignedReason | null {
  if (isSharedType(resource.resourceType)) return null;
  return unassignedReasons.find((reason) => reason === code) ?? null;
}

/**
 * What resources must have in common so that one unit opens them together: they name the same absent patient. Any other
 * one stands alone, so that no unit opens what may be of two people.
 *
 * @param patient the text of the Patient whose resources these certainly are, where that is refused
 */
export function groupOf(item: Item, reason: UnassignedReason, patient: string | null): readonly string[] {
  if (patient !== null) return ['patient', patient];
  const [subject, second] = subjectsOf(item.resource);
  if (reason !== 'patient_missing' || subject === undefined || second !== undefined) return aloneOf(item);
  if (subject.kind === 'reference') return ['reference', serverOf(item) ?? '', withoutVersion(subject.reference)];
  if (subject.kind === 'identifier') return ['identifier', subject.system ?? '', subject.value];
  return aloneOf(item);
}

/** Of a resource that no unit opens together with another one. */
export function aloneOf({ text }: Pick<Item, 'text'>): readonly string[] {
  return ['resource', text];
}

export function isAlone([kind]: readonly string[]): boolean {
  return kind === 'resource';
}
