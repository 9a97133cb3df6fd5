import type { InsNature } from '@etanche/core-identifiers';
import { foldName, type Sex } from '@etanche/records-fhir';

/** The traits of the patient of a received document, as sent. They identify nobody before `matchPatient`. */
export interface SentIdentity {
  readonly birthFamilyName: string | null;
  readonly usedFamilyName: string | null;
  /** A family name of which the format does not say whether it is the birth name or the used one. */
  readonly familyName: string | null;
  /** The first is the first given name. */
  readonly givenNames: readonly string[];
  /** FHIR date: `YYYY-MM-DD`, or partial for a day or month that is unknown. */
  readonly birthDate: string | null;
  readonly sex: Sex;
  /** INSEE code of the birth place. */
  readonly birthPlace: string | null;
  /**
   * A number without an authority: 13 characters, and its key of two digits if it was sent. It may be that of the
   * insured person, who is a parent for a child.
   */
  readonly nir: { readonly number: string; readonly key: string | null } | null;
  /** A matricule with an OID of INS: 15 characters with the key. */
  readonly ins: { readonly matricule: string; readonly nature: InsNature } | null;
  /** The sender's numbers of the patient. */
  readonly localIds: readonly { readonly system: string | null; readonly value: string }[];
}

export const unknownIdentity: SentIdentity = {
  birthFamilyName: null,
  usedFamilyName: null,
  familyName: null,
  givenNames: [],
  birthDate: null,
  sex: 'unknown',
  birthPlace: null,
  nir: null,
  ins: null,
  localIds: [],
};

/**
 * True if two parts of one file are about one person: an equal number, or equal family names, first given names and
 * birth dates, and no trait that differs.
 */
export function isSameIdentity(one: SentIdentity, other: SentIdentity): boolean {
  const family = sameNames(familyNamesOf(one), familyNamesOf(other));
  const given = same(foldName(one.givenNames[0] ?? ''), foldName(other.givenNames[0] ?? ''));
  const birthDate = same(one.birthDate, other.birthDate);
  const ins = same(one.ins?.matricule.slice(0, 13), other.ins?.matricule.slice(0, 13));
  const nir = same(one.nir?.number, other.nir?.number);
  const all = [family, given, birthDate, ins, nir, same(known(one.sex), known(other.sex))];
  if (all.includes(false)) return false;
  return ins === true || nir === true || (family === true && given === true && birthDate === true);
}

/** True without any trait by which a person could be found. */
export function isUnknown(identity: SentIdentity): boolean {
  const { birthDate, nir, ins } = identity;
  return familyNamesOf(identity).length === 0 && birthDate === null && nir === null && ins === null;
}

/** The folded family names, the birth name first. */
export function familyNamesOf({ birthFamilyName, familyName, usedFamilyName }: SentIdentity): string[] {
  const names = [birthFamilyName, familyName, usedFamilyName].map((name) => foldName(name ?? ''));
  return Array.from(new Set(names)).filter((name) => name !== '');
}

/** Null if one of them is unknown. */
function same(one: string | null | undefined, other: string | null | undefined): boolean | null {
  const isKnown = (value: string | null | undefined): value is string => (value ?? '') !== '';
  return isKnown(one) && isKnown(other) ? one === other : null;
}

function sameNames(one: readonly string[], other: readonly string[]): boolean | null {
  if (one.length === 0 || other.length === 0) return null;
  return one.some((name) => other.includes(name));
}

function known(sex: Sex): string | null {
  return sex === 'unknown' ? null : sex;
}
