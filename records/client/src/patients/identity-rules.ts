import { readPatient, strictTraitsDiffer, type IdentityRole, type Resource } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';

/** The role in which a member changes identities; `doctor` if it has several. */
export function identityRole({ practice }: DataContext): IdentityRole {
  const roles = practice.roles();
  if (roles.includes('doctor')) return 'doctor';
  return roles.includes('secretary') ? 'secretary' : 'administrator';
}

/**
 * Requires that an edit of a Patient keeps status and flags, which only `changeIdentity` may change, or, if it changes
 * one of the five strict traits, makes the identity provisional.
 *
 * @throws DataError `identity_refused`
 */
export function requireSameReliability(before: Resource, after: Resource): void {
  const [old, edited] = [readPatient(before), readPatient(after)];
  const { status, flags } = edited.reliability;
  const previous = JSON.stringify([old.reliability.status, [...old.reliability.flags].sort()]);
  if (strictTraitsDiffer(old, edited)) {
    if (status !== 'PROV') {
      throw new DataError('identity_refused', 'an edit changes a strict trait', { rule: 'traits_changed' });
    }
  } else if (JSON.stringify([status, [...flags].sort()]) !== previous) {
    throw new DataError('identity_refused', 'an edit changes the status or flags of the identity', {
      rule: 'identity_status',
    });
  }
}
