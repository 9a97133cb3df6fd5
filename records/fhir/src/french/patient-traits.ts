import { isObject, objects, text, type JsonObject } from '../json/json.ts';
import { extensionsOf } from './coding.ts';
import { extensionUrls } from './french-urls.ts';
import { readReliability, type Reliability } from './identity-reliability.ts';
import { insOf, isForBilling, isType, type Ins } from './ins-identifier.ts';

export type Sex = 'male' | 'female' | 'other' | 'unknown';

/** A town with its INSEE code; for births abroad a country, with a code of 99 and three digits. */
interface BirthPlace {
  readonly insee: string | null;
  readonly name: string | null;
}

export interface Phone {
  /** As written; `parsePhone` of core/identifiers gives the canonical form. */
  readonly number: string;
  readonly use: 'home' | 'work' | 'mobile' | 'temp' | 'old' | null;
}

export interface PostalAddress {
  readonly lines: readonly string[];
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly use: 'home' | 'work' | 'temp' | 'old' | 'billing' | null;
}

/** The traits of a patient's identity. Birth names are those of the civil record. */
export interface PatientTraits {
  readonly birthFamilyName: string | null;
  /** All given names of the civil record, in order. */
  readonly birthGivenNames: readonly string[];
  readonly usedFamilyName: string | null;
  readonly usedGivenName: string | null;
  /** `Mme`, `M.`, `Dr`. */
  readonly title: string | null;
  readonly sex: Sex;
  /** `YYYY-MM-DD`, or partial: `YYYY-MM`, `YYYY`. */
  readonly birthDate: string | null;
  readonly birthPlace: BirthPlace | null;
  readonly ins: Ins | null;
  /** The NIR for billing, which is a parent's for a child. */
  readonly billingNir: string | null;
  /** The practice's own number of the file. */
  readonly localId: { readonly system: string; readonly value: string } | null;
  readonly reliability: Reliability;
  readonly phones: readonly Phone[];
  readonly emails: readonly string[];
  readonly addresses: readonly PostalAddress[];
  /** `deathDate` may be null although `deceased` is true. */
  readonly deceased: boolean;
  readonly deathDate: string | null;
  readonly deathPlace: string | null;
  /** The rank in a multiple birth. */
  readonly birthRank: number | null;
  /** False if another file replaces this one. */
  readonly active: boolean;
}

/** Reads the traits of any R4 Patient. A missing or malformed trait is null or empty; the function does not throw. */
export function readPatient(patient: JsonObject): PatientTraits {
  const names = objects(patient['name']).filter((name) => name['use'] !== 'old');
  const official = names.find((name) => name['use'] === 'official') ?? names.find((name) => name['use'] === 'maiden');
  const birth = official ?? names.find((name) => name['use'] !== 'usual') ?? names[0] ?? {};
  const usual = names.find((name) => name['use'] === 'usual' && name !== birth);
  const identifiers = objects(patient['identifier']);
  const local = identifiers.find((one) => isType(one, 'PI') && one['use'] !== 'old');
  const birthRank = patient['multipleBirthInteger'];
  return {
    birthFamilyName: text(birth['family']) ?? text(birth['text']),
    birthGivenNames: birthGivenNames(birth),
    usedFamilyName: text(usual?.['family']),
    usedGivenName: givens(usual ?? {})[0] ?? null,
    title: [birth, usual ?? {}].flatMap((name) => texts(name['prefix']))[0] ?? null,
    sex: readSex(patient['gender']),
    birthDate: text(patient['birthDate']),
    birthPlace: readBirthPlace(patient),
    ins: insOf(patient),
    billingNir: text(identifiers.find(isForBilling)?.['value']),
    localId: local === undefined ? null : { system: text(local['system']) ?? '', value: text(local['value']) ?? '' },
    reliability: readReliability(patient),
    phones: telecoms(patient, 'phone').map(readPhone),
    emails: telecoms(patient, 'email').flatMap((one) => text(one['value']) ?? []),
    addresses: objects(patient['address']).map(readAddress),
    deceased: patient['deceasedBoolean'] === true || text(patient['deceasedDateTime']) !== null,
    deathDate: text(patient['deceasedDateTime']),
    deathPlace: text(extensionsOf(patient, extensionUrls.deathPlace)[0]?.['valueString']),
    birthRank: typeof birthRank === 'number' ? birthRank : null,
    active: patient['active'] !== false,
  };
}

/** The list of the civil record, which FR Core writes as one text with spaces, if present; else the given names. */
function birthGivenNames(name: JsonObject): string[] {
  const listed = text(extensionsOf(name, extensionUrls.birthGivenNames)[0]?.['valueString']);
  const first = givens(name);
  if (listed === null) return first;
  // The list alone is ambiguous: in "ANNE SOPHIE MARIE" the first given name may be "ANNE SOPHIE".
  const [head = ''] = first;
  if (head.includes(' ') && listed.startsWith(`${head} `)) return [head, ...words(listed.slice(head.length))];
  return words(listed);
}

function words(value: string): string[] {
  return value.split(/[\s,]+/).filter((word) => word !== '');
}

function givens(name: JsonObject): string[] {
  return texts(name['given']);
}

function texts(value: JsonObject[string] | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function readSex(value: JsonObject[string] | undefined): Sex {
  return value === 'male' || value === 'female' || value === 'other' ? value : 'unknown';
}

function readBirthPlace(patient: JsonObject): BirthPlace | null {
  const address = extensionsOf(patient, extensionUrls.birthPlace)[0]?.['valueAddress'];
  if (!isObject(address)) return null;
  const coding = extensionsOf(address, extensionUrls.inseeCode)[0]?.['valueCoding'];
  return {
    insee: isObject(coding) ? text(coding['code']) : null,
    name: text(address['city']) ?? text(address['country']),
  };
}

function telecoms(patient: JsonObject, system: string): JsonObject[] {
  return objects(patient['telecom']).filter((one) => one['system'] === system && text(one['value']) !== null);
}

export function readPhone(telecom: JsonObject): Phone {
  const { use } = telecom;
  const known = use === 'home' || use === 'work' || use === 'mobile' || use === 'temp' || use === 'old';
  return { number: text(telecom['value']) ?? '', use: known ? use : null };
}

export function readAddress(address: JsonObject): PostalAddress {
  const { use } = address;
  const known = use === 'home' || use === 'work' || use === 'temp' || use === 'old' || use === 'billing';
  return {
    lines: texts(address['line']),
    postalCode: text(address['postalCode']),
    city: text(address['city']),
    country: text(address['country']),
    use: known ? use : null,
  };
}
