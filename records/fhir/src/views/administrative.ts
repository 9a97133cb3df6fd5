import { readAdminFlag, type AdminFlag } from '../french/admin-flag.ts';
import { readCoverage, type CoverageFacts } from '../french/coverage.ts';
import { readPatient, type PatientTraits } from '../french/patient-traits.ts';
import { readRelatedPerson, type RelatedPersonFacts } from '../french/related-person.ts';
import { isSharingRefusal } from '../french/sharing-refusal.ts';
import { readTreatingDoctor, type TreatingDoctor } from '../french/treating-doctor.ts';
import { ofType, type ViewSource } from './view-source.ts';

/** A resource of a list with its record id. */
export type Listed<T> = { readonly id: string; readonly facts: T };

/** The reception's part of a file. Nothing in it is clinical. */
export interface Administrative {
  readonly traits: PatientTraits;
  /** Current ones first, then those that have ended, newest first. */
  readonly coverages: readonly Listed<CoverageFacts>[];
  /** The treating doctor and former ones, in the same order. */
  readonly doctors: readonly Listed<TreatingDoctor>[];
  readonly persons: readonly Listed<RelatedPersonFacts>[];
  readonly flags: readonly Listed<AdminFlag>[];
  /** Record ids of the patient's refusals that the file is exchanged. */
  readonly refusals: readonly string[];
}

/** Builds the reception's part from the resources of a file, without a clock. */
export function administrativeOf(sources: readonly ViewSource[]): Administrative {
  const patient = ofType(sources, 'Patient')[0]?.resource ?? {};
  return {
    traits: readPatient(patient),
    coverages: ofType(sources, 'Coverage')
      .map(({ id, resource }) => ({ id, facts: readCoverage(resource) }))
      .toSorted(
        (one, other) => Number(other.facts.active) - Number(one.facts.active) || byEnd(one.facts.end, other.facts.end),
      ),
    doctors: ofType(sources, 'CareTeam')
      .flatMap(({ id, resource }) => {
        const facts = readTreatingDoctor(resource);
        return facts === null ? [] : [{ id, facts }];
      })
      .toSorted((one, other) => byEnd(one.facts.until, other.facts.until)),
    persons: ofType(sources, 'RelatedPerson').map(({ id, resource }) => ({ id, facts: readRelatedPerson(resource) })),
    flags: ofType(sources, 'Flag').flatMap(({ id, resource }) => {
      const facts = readAdminFlag(resource);
      return facts === null ? [] : [{ id, facts }];
    }),
    refusals: ofType(sources, 'Consent').flatMap(({ id, resource }) => (isSharingRefusal(resource) ? [id] : [])),
  };
}

/** Without an end first, then the newest end. */
function byEnd(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return -1;
  return other === null ? 1 : other.localeCompare(one);
}
