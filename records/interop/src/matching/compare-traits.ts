import { foldName, mayHoldIns, readPatient, type Card, type PatientTraits } from '@etanche/records-fhir';
import { familyNamesOf, type SentIdentity } from '../results/sent-identity.ts';

export type Trait =
  | 'ins'
  /** A number without an authority, which may be a parent's. */
  | 'nir'
  /** Any of the family names. */
  | 'family_name'
  | 'birth_family_name'
  | 'given_name'
  | 'birth_date'
  | 'sex'
  | 'birth_place';

interface Comparison {
  readonly matching: readonly Trait[];
  /** Traits that both have, with different values. */
  readonly differing: readonly Trait[];
}

/** Compares the traits of a document with those of a patient. A trait that one of them lacks is in neither list. */
export function compareTraits(sent: SentIdentity, traits: PatientTraits): Comparison {
  const birthName = foldName(traits.birthFamilyName ?? '');
  const families = [birthName, foldName(traits.usedFamilyName ?? '')].filter((name) => name !== '');
  const sentFamilies = familyNamesOf(sent);
  const sentBirth = foldName(sent.birthFamilyName ?? sent.familyName ?? '');
  const ins = mayHoldIns(traits.reliability.status) ? (traits.ins?.matricule.slice(0, 13) ?? null) : null;
  // A number without an authority is that of the insured person: equal, it is the patient's own; different, a parent's.
  const isOwnNumber = sent.nir !== null && ins !== null && sent.nir.number === ins;
  const nir = isOwnNumber ? true : null;
  const birthPlace = traits.birthPlace?.insee ?? null;
  const all: readonly (readonly [Trait, boolean | null])[] = [
    ['ins', ins === null ? null : equal(matriculeOf(sent.ins), matriculeOf(traits.ins))],
    ['nir', nir ?? equal(sent.nir?.number ?? null, traits.billingNir?.slice(0, 13) ?? null)],
    ['family_name', anyOf(sentFamilies, families)],
    // A name of unknown kind that is not the birth name may be the used one, which is no contradiction.
    [
      'birth_family_name',
      sent.birthFamilyName === null && sentBirth !== birthName ? null : equal(sentBirth, birthName),
    ],
    ['given_name', sameGivenName(sent.givenNames, traits)],
    ['birth_date', equal(sent.birthDate, traits.birthDate)],
    // The number contains the sex and the birth place of the person to whom it was given.
    ['sex', equal(known(sent.sex) ?? (isOwnNumber ? sexOf(ins) : null), known(traits.sex))],
    ['birth_place', sent.birthPlace === null ? nir : equal(sent.birthPlace, birthPlace)],
  ];
  return {
    matching: all.flatMap(([trait, isEqual]) => (isEqual === true ? [trait] : [])),
    differing: all.flatMap(([trait, isEqual]) => (isEqual === false ? [trait] : [])),
  };
}

/** A number of a test or demonstration identity is nobody's, even with the digits of a real one. */
function matriculeOf(ins: PatientTraits['ins']): string | null {
  if (ins === null) return null;
  const world = ins.nature === 'test' || ins.nature === 'demo' ? ins.nature : 'real';
  return `${world} ${ins.matricule.slice(0, 13)}`;
}

/** The traits of a document in the form of `duplicateScore`. */
export function traitsOfSent(sent: SentIdentity): PatientTraits {
  return {
    ...noTraits(),
    birthFamilyName: sent.birthFamilyName ?? sent.familyName,
    birthGivenNames: sent.givenNames,
    usedFamilyName: sent.usedFamilyName,
    sex: sent.sex,
    birthDate: sent.birthDate,
    birthPlace: sent.birthPlace === null ? null : { insee: sent.birthPlace, name: null },
    ins: sent.ins,
  };
}

export function traitsOfCard({ familyNames, usedName, givenNames, sex, birthDate }: Card): PatientTraits {
  return {
    ...noTraits(),
    birthFamilyName: familyNames[0] ?? null,
    birthGivenNames: givenNames,
    usedFamilyName: usedName,
    sex,
    birthDate,
  };
}

function noTraits(): PatientTraits {
  return readPatient({});
}

/**
 * The first given name of the civil record. `ANNE SOPHIE MARIE` in one cell may be Anne or Anne-Sophie: the first word,
 * two words, or all of it. A used given name is no contradiction.
 */
function sameGivenName(sent: readonly string[], traits: PatientTraits): boolean | null {
  const [first = ''] = sent;
  const words = first.trim().split(/\s+/u);
  const forms = [words.slice(0, 1), words.slice(0, 2), words].map((some) => foldName(some.join(' ')));
  const [birth, used] = [traits.birthGivenNames[0], traits.usedGivenName].map((name) => foldName(name ?? ''));
  if (forms[0] === '' || birth === undefined || birth === '') return null;
  if (forms.includes(birth)) return true;
  return used !== undefined && used !== '' && forms.includes(used) ? null : false;
}

/** The first digit of a number of INSEE: 1 or 2; temporary numbers have others, which decide nothing. */
function sexOf(number: string): PatientTraits['sex'] | null {
  return number.startsWith('1') ? 'male' : number.startsWith('2') ? 'female' : null;
}

function anyOf(one: readonly string[], other: readonly string[]): boolean | null {
  return one.length === 0 || other.length === 0 ? null : one.some((name) => other.includes(name));
}

function equal(one: string | null, other: string | null): boolean | null {
  if (one === null || other === null || one === '' || other === '') return null;
  return one === other;
}

function known(sex: PatientTraits['sex']): string | null {
  return sex === 'unknown' ? null : sex;
}
