import { readPatient, strictTraitsDiffer, type IdentityRole, type Resource } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';

/** The part by which a member changes identities: a doctor's, where it has several. */
export function identityRole({ practice }: DataContext): IdentityRole {
  const roles = practice.roles();
  if (roles.includes('doctor')) return 'doctor';
  return roles.includes('secretary') ? 'secretary' : 'administrator';
}

/**
 * An edit of a Patient keeps its status and flags, which only `changeIdentity` moves; and where it touches one of the five
 * strict traits, the identity must be provisional afterwards.
 *
 * @throws DataError `identity_refused`
 */
export function requireSameReliability(before: Resource, after: Resource): void {
  const [old, edited] = [readPatient(before), readPatient(after)];
  const { status, flags } = edited.reliability;
  const kept = JSON.stringify([old.reliability.status, [...old.reliability.flags].sort()]);
  if (strictTraitsDiffer(old, edited)) {
    if (status !== 'PROV') {
      throw new DataError('identity_refused', 'a strict trait differs', { rule: 'traits_changed' });
    }
  } else if (JSON.stringify([status, [...flags].sort()]) !== kept) {
    throw new DataError('identity_refused', 'an edit moves the status of the identity', { rule: 'identity_status' });
  }
}
