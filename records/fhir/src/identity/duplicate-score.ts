import { parseNir, parsePhone } from '@etanche/core-identifiers';
import type { PatientTraits } from '../french/patient-traits.ts';
import { foldName } from '../search/fold-name.ts';
import { soundOf } from '../search/sound.ts';

/** Traits that two identities share (`same_…`, `similar_…`) and traits in which they differ (`other_…`). */
type DuplicateReason =
  | 'same_ins'
  | 'other_ins'
  | 'same_birth_date'
  | 'similar_birth_date'
  | 'other_birth_date'
  | 'same_family_name'
  | 'similar_family_name'
  | 'other_family_name'
  | 'same_given_name'
  | 'similar_given_name'
  | 'other_given_name'
  | 'same_sex'
  | 'other_sex'
  | 'same_birth_place'
  | 'other_birth_place'
  | 'same_phone';

/**
 * - `duplicate`: the same person by the traits; `possible`: a person must compare the files;
 * - `homonym`: two people with the same names; `different`: two people.
 */
type DuplicateVerdict = 'duplicate' | 'possible' | 'homonym' | 'different';

export interface DuplicateScore {
  /** 0 to 100. */
  readonly score: number;
  readonly verdict: DuplicateVerdict;
  readonly reasons: readonly DuplicateReason[];
}

const points: Readonly<Record<DuplicateReason, number>> = {
  same_ins: 60,
  other_ins: -60,
  same_birth_date: 40,
  similar_birth_date: 20,
  other_birth_date: -30,
  same_family_name: 25,
  similar_family_name: 15,
  other_family_name: -25,
  same_given_name: 25,
  similar_given_name: 15,
  other_given_name: -40,
  same_sex: 5,
  other_sex: -15,
  same_birth_place: 5,
  other_birth_place: -10,
  same_phone: 5,
};

/**
 * Computes how likely two files belong to one person. Given names have the greatest weight, because twins differ only
 * by them.
 */
export function duplicateScore(one: PatientTraits, other: PatientTraits): DuplicateScore {
  const reasons = [
    ...compareIns(one, other),
    ...compareBirthDates(one.birthDate, other.birthDate),
    ...compareNames('family_name', families(one), families(other)),
    ...compareNames('given_name', givens(one), givens(other)),
    ...compareKnown('sex', known(one.sex), known(other.sex)),
    ...compareKnown('birth_place', one.birthPlace?.insee ?? null, other.birthPlace?.insee ?? null),
    ...comparePhones(one, other),
  ];
  const sum = reasons.reduce((total, reason) => total + points[reason], 0);
  const score = Math.min(100, Math.max(0, sum));
  return { score, verdict: verdictOf(score, new Set(reasons)), reasons };
}

function verdictOf(score: number, reasons: ReadonlySet<DuplicateReason>): DuplicateVerdict {
  const sameNames = reasons.has('same_family_name') && reasons.has('same_given_name');
  if (sameNames && (reasons.has('other_ins') || reasons.has('other_birth_date'))) return 'homonym';
  if (score >= 85) return 'duplicate';
  return score >= 55 ? 'possible' : 'different';
}

function compareIns(one: PatientTraits, other: PatientTraits): DuplicateReason[] {
  const [a, b] = [canonicalNir(one.ins?.matricule), canonicalNir(other.ins?.matricule)];
  if (a === null || b === null) return [];
  // A provisional number (NIA) is later replaced by a NIR, so different natures are no evidence.
  if (a !== b) return one.ins?.nature === other.ins?.nature ? ['other_ins'] : [];
  return ['same_ins'];
}

function canonicalNir(matricule: string | undefined): string | null {
  const parsed = parseNir((matricule ?? '').slice(0, 13));
  return parsed.ok ? parsed.value.canonical : null;
}

function compareBirthDates(one: string | null, other: string | null): DuplicateReason[] {
  if (one === null || other === null) return [];
  if (one === other) return ['same_birth_date'];
  return isSimilarDate(one, other) ? ['similar_birth_date'] : ['other_birth_date'];
}

/** True if one date is part of the other (1956 and 1956-03-12), day and month are exchanged, or one digit differs. */
function isSimilarDate(one: string, other: string): boolean {
  if (one.startsWith(other) || other.startsWith(one)) return true;
  const [year, month, day] = one.split('-');
  if (other === `${year ?? ''}-${day ?? ''}-${month ?? ''}`) return true;
  if (one.length !== other.length) return false;
  return Array.from(one).filter((digit, index) => digit !== other[index]).length === 1;
}

function compareNames(
  what: 'family_name' | 'given_name',
  one: readonly string[],
  other: readonly string[],
): DuplicateReason[] {
  if (one.length === 0 || other.length === 0) return [];
  if (one.some((name) => other.includes(name))) return [`same_${what}`];
  const sounds = new Set(other.map(soundOf));
  const similar = one.some((name) => sounds.has(soundOf(name)) || other.some((they) => isPart(name, they)));
  return [similar ? `similar_${what}` : `other_${what}`];
}

/** True for a name that is a part of the other: Marie and Marie-Claude, Dupont and Dupont-Martin. */
function isPart(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && (long.startsWith(short) || long.endsWith(short));
}

function families(traits: PatientTraits): string[] {
  return folded([traits.birthFamilyName, traits.usedFamilyName]);
}

function givens(traits: PatientTraits): string[] {
  return folded([traits.birthGivenNames[0] ?? null, traits.usedGivenName]);
}

function folded(names: readonly (string | null)[]): string[] {
  return [...new Set(names.map((name) => foldName(name ?? '')))].filter((name) => name !== '');
}

function known(sex: PatientTraits['sex']): string | null {
  return sex === 'unknown' ? null : sex;
}

function compareKnown(what: 'sex' | 'birth_place', one: string | null, other: string | null): DuplicateReason[] {
  if (one === null || other === null) return [];
  return [one === other ? `same_${what}` : `other_${what}`];
}

function comparePhones(one: PatientTraits, other: PatientTraits): DuplicateReason[] {
  const theirs = new Set(canonicalPhones(other));
  return canonicalPhones(one).some((phone) => theirs.has(phone)) ? ['same_phone'] : [];
}

function canonicalPhones({ phones }: PatientTraits): string[] {
  return phones.flatMap(({ number }) => {
    const parsed = parsePhone(number, 'FR');
    return parsed.ok ? [parsed.value] : [];
  });
}
