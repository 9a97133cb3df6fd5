import type { PatientFile, RecordsData } from '@etanche/records-client';
import { matchVaccines, readPatient, type Card, type PatientTraits, type VaccineMatch } from '@etanche/records-fhir';
import {
  compareTraits,
  matchPatient,
  type Candidate,
  type ComparedCandidate,
  type SentIdentity,
} from '@etanche/records-interop';
import type { CandidateView, MatchView } from '../../port/exchange-calls.ts';
import type { TraitTexts } from '../../port/trait-texts.ts';
import { attachedDifferences } from './attached-differences.ts';
import type { ReadDocument } from './read-document.ts';

export type LikelyPatient = { readonly scope: string; readonly card: Card };

/** Patients of the practice who may be the one of a document, by cards. One to six units of the search. */
export async function findLikely(data: RecordsData, sent: SentIdentity): Promise<readonly LikelyPatient[]> {
  const traits: PatientTraits = {
    ...readPatient({}),
    birthFamilyName: sent.birthFamilyName ?? sent.familyName,
    birthGivenNames: sent.givenNames,
    ...{ usedFamilyName: sent.usedFamilyName, sex: sent.sex, birthDate: sent.birthDate, ins: sent.ins },
  };
  const { candidates } = await data.patients.findDuplicates(traits);
  if (candidates.length > 0 || sent.birthDate === null) return candidates;
  // The sender may have mistyped the birth date: the names alone propose whom to compare.
  return (await data.patients.findDuplicates({ ...traits, birthDate: null })).candidates;
}

/** The part of a document that is compared with patients and their files. */
type Compared = Pick<ReadDocument, 'identity' | 'vaccinations' | 'attached'>;

/** Compares a document with patients: with all traits of those whose file is open, with the card of the others. */
export function compareWith(
  document: Compared & { readonly identity: SentIdentity },
  found: readonly LikelyPatient[],
  fileOf: (scope: string) => PatientFile | null,
): Pick<MatchView, 'reason' | 'candidates'> {
  const match = matchPatient(
    document.identity,
    found.map(({ scope, card }): Candidate => {
      const file = fileOf(scope);
      return file === null ? { id: scope, card } : { id: scope, traits: file.patient().traits };
    }),
  );
  const compared = match.kind === 'certain' ? [match.candidate] : match.candidates;
  return {
    reason: match.kind === 'certain' ? null : match.reason,
    candidates: compared.flatMap((one) => {
      const card = found.find(({ scope }) => scope === one.id)?.card;
      return card === undefined ? [] : [viewOf(one, card, fileOf(one.id), document)];
    }),
  };
}

/** Compares a document with the patient of an open file. */
export function compareWithFile(document: Compared, file: PatientFile): CandidateView {
  const { identity: sent } = document;
  const { card, traits } = file.patient();
  const { matching, differing } = sent === null ? { matching: [], differing: [] } : compareTraits(sent, traits);
  return viewOf({ id: file.scope, score: 0, matching, differing }, card, file, document);
}

function viewOf(
  { id: scope, matching, differing }: ComparedCandidate,
  card: Card,
  file: PatientFile | null,
  { vaccinations, attached: identities }: Compared,
): CandidateView {
  const attached = file === null ? null : attachedDifferences(identities, file.patient().traits);
  const others = (attached?.differing ?? []).filter((trait) => !differing.includes(trait));
  return {
    ...{ scope, card, matching: matching.filter((trait) => !others.includes(trait)) },
    differing: [...differing, ...others],
    attached: Object.fromEntries(others.map((trait) => [trait, attached?.texts[trait] ?? ''])),
    traits: file === null ? ofCard(card) : ofTraits(file.patient().traits),
    vaccines: file === null ? null : Object.fromEntries(compareVaccines(vaccinations, file)),
  };
}

/** Compares the vaccinations of a document with those of an open file. @returns the match of each, by its id */
export function compareVaccines(
  vaccinations: ReadDocument['vaccinations'],
  file: PatientFile,
): ReadonlyMap<string, VaccineMatch> {
  const sources = Array.from(vaccinations, ([id, { resource }]) => ({ id, resource }));
  return matchVaccines(sources, file.resources());
}

function ofCard({ familyNames, usedName, givenNames, sex, birthDate }: Card): TraitTexts {
  return present({
    ...{ birth_family_name: familyNames[0], family_name: usedName, given_name: givenNames[0] },
    ...{ sex: sex === 'unknown' ? null : sex, birth_date: birthDate },
  });
}

function ofTraits(traits: PatientTraits): TraitTexts {
  const { birthFamilyName, usedFamilyName, birthGivenNames, sex, birthDate, birthPlace, ins, billingNir } = traits;
  return present({
    ...{ birth_family_name: birthFamilyName, family_name: usedFamilyName, given_name: birthGivenNames[0] },
    ...{ sex: sex === 'unknown' ? null : sex, birth_date: birthDate, birth_place: birthPlace?.insee },
    ...{ ins: ins?.matricule, nir: billingNir },
  });
}

function present(all: Readonly<Record<string, string | null | undefined>>): TraitTexts {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}
