import { unassignedReasons, type UnassignedReason } from '@etanche/records-client';
import { isSharedType, serverOf, subjectsOf, withoutVersion } from '@etanche/records-fhir';
import type { Item } from './read-items.ts';

/**
 * Returns the reason for which a resource goes on the unassigned list; null if it is only reported: an invalid
 * resource, or a practitioner or location to which no patient refers.
 */
export function unassignedReason(code: string, { resource }: Pick<Item, 'resource'>): UnassignedReason | null {
  if (isSharedType(resource.resourceType)) return null;
  return unassignedReasons.find((reason) => reason === code) ?? null;
}

/**
 * Returns the values that resources of one scope have in common, so that one unit opens them together: they name the
 * same absent patient. Any other resource has its own scope, so that no unit opens resources that may belong to two
 * people.
 *
 * @param patient text of the refused Patient to whom the resource certainly belongs; null if there is none
 */
export function groupFields(item: Item, reason: UnassignedReason, patient: string | null): readonly string[] {
  if (patient !== null) return ['patient', patient];
  const [subject, second] = subjectsOf(item.resource);
  if (reason !== 'patient_missing' || subject === undefined || second !== undefined) return singleGroup(item);
  if (subject.kind === 'reference') return ['reference', serverOf(item) ?? '', withoutVersion(subject.reference)];
  if (subject.kind === 'identifier') return ['identifier', subject.system ?? '', subject.value];
  return singleGroup(item);
}

/** Returns the values of a resource that has its own scope. */
export function singleGroup({ text }: Pick<Item, 'text'>): readonly string[] {
  return ['resource', text];
}

export function isSingleGroup([kind]: readonly string[]): boolean {
  return kind === 'resource';
}
