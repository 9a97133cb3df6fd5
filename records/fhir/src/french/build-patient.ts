import { defined, objects, type Json, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { concept, withExtensions } from './coding.ts';
import { extensionUrls, profileUrls, systems } from './french-urls.ts';
import { writeReliability } from './identity-reliability.ts';
import { billingIdentifier, insIdentifier, insIdentifiers, isForBilling, isType } from './ins-identifier.ts';
import { readAddress, readPhone, type PatientTraits, type Phone, type PostalAddress } from './patient-traits.ts';

/**
 * Builds a Patient of FR Core with these traits. It keeps all other content of `previous`: other identifiers, contacts,
 * photo, extensions, links, and entries with `use` = `old`. `readPatient` returns the same traits.
 */
export function buildPatient(id: string, traits: PatientTraits, previous: JsonObject = {}): Resource {
  const { status } = traits.reliability;
  const base = writeReliability(previous, traits.reliability);
  const placed = withExtensions(base, extensionUrls.birthPlace, birthPlace(traits));
  const dead = withExtensions(placed, extensionUrls.deathPlace, deathPlace(traits));
  const others = Object.fromEntries(Object.entries(dead).filter(([name]) => !owned.has(name)));
  return {
    resourceType: 'Patient',
    ...defined({
      ...others,
      id,
      meta: withProfile(previous['meta'], status === 'QUAL' ? profileUrls.patientIns : profileUrls.patient),
      identifier: orAbsent(identifiers(traits, previous)),
      active: traits.active,
      name: [...names(traits), ...objects(previous['name']).filter((name) => name['use'] === 'old')],
      telecom: orAbsent(telecoms(traits, previous)),
      gender: traits.sex,
      birthDate: traits.birthDate ?? undefined,
      deceasedDateTime: traits.deathDate ?? undefined,
      deceasedBoolean: traits.deceased && traits.deathDate === null ? true : undefined,
      address: orAbsent(addresses(traits, previous)),
      multipleBirthInteger: traits.birthRank ?? undefined,
    }),
  };
}

/** Fields that the traits replace completely. */
const owned: ReadonlySet<string> = new Set([
  ...['resourceType', 'gender', 'birthDate', 'deceasedDateTime', 'deceasedBoolean', 'address', 'active'],
  ...['multipleBirthInteger', 'multipleBirthBoolean', 'identifier', 'name', 'telecom', 'meta', 'id'],
]);

function identifiers(traits: PatientTraits, previous: JsonObject): JsonObject[] {
  const { ins, billingNir, localId } = traits;
  const claimed = new Set(insIdentifiers(previous).map(({ identifier }) => identifier));
  const others = objects(previous['identifier']).filter(
    (one) => one['use'] === 'old' || (!claimed.has(one) && !isForBilling(one) && !isType(one, 'PI')),
  );
  const local: JsonObject[] =
    localId === null
      ? []
      : [{ use: 'usual', type: concept(systems.hl7IdentifierType, 'PI', 'Identifiant du dossier'), ...localId }];
  return [
    ...(ins === null ? [] : [insIdentifier(ins)]),
    ...(billingNir === null ? [] : [billingIdentifier(billingNir)]),
    ...local,
    ...others,
  ];
}

function names(traits: PatientTraits): JsonObject[] {
  const prefix = traits.title === null ? undefined : [traits.title];
  const given = orAbsent([...traits.birthGivenNames]);
  const list = traits.birthGivenNames.join(' ');
  const birth = defined({
    extension: list === '' ? undefined : [{ url: extensionUrls.birthGivenNames, valueString: list }],
    use: 'official',
    family: traits.birthFamilyName ?? undefined,
    // FR Core has only the first given name here; all of them are in the extension.
    given: given?.slice(0, 1),
    prefix,
  });
  if (traits.usedFamilyName === null && traits.usedGivenName === null) return [birth];
  const usual = defined({
    use: 'usual',
    family: traits.usedFamilyName ?? undefined,
    given: traits.usedGivenName === null ? undefined : [traits.usedGivenName],
  });
  return [birth, usual];
}

function telecoms(traits: PatientTraits, previous: JsonObject): JsonObject[] {
  const before = objects(previous['telecom']);
  const others = before.filter((one) => one['system'] !== 'phone' && one['system'] !== 'email');
  const phones = before.filter((one) => one['system'] === 'phone');
  const emails = before.filter((one) => one['system'] === 'email');
  return [
    ...traits.phones.map(
      (phone) =>
        phones.find((one) => isEqual(readPhone(one), phone)) ??
        defined({ system: 'phone', value: phone.number, use: phone.use ?? undefined }),
    ),
    ...traits.emails.map(
      (value): JsonObject => emails.find((one) => one['value'] === value) ?? { system: 'email', value },
    ),
    ...others,
  ];
}

/** An address that no trait changes keeps all its elements. */
function addresses(traits: PatientTraits, previous: JsonObject): JsonObject[] {
  const before = objects(previous['address']);
  return traits.addresses.map((one) => before.find((written) => isEqual(readAddress(written), one)) ?? address(one));
}

function isEqual(one: Phone | PostalAddress, other: Phone | PostalAddress): boolean {
  const sorted = (value: object): string => JSON.stringify(Object.entries(value).toSorted());
  return sorted(one) === sorted(other);
}

function address({ lines, postalCode, city, country, use }: PostalAddress): JsonObject {
  return defined({
    use: use ?? undefined,
    line: orAbsent([...lines]),
    city: city ?? undefined,
    postalCode: postalCode ?? undefined,
    country: country ?? undefined,
  });
}

function birthPlace({ birthPlace: place }: PatientTraits): JsonObject[] {
  if (place === null) return [];
  const insee =
    place.insee === null
      ? undefined
      : [{ url: extensionUrls.inseeCode, valueCoding: { system: systems.commune, code: place.insee } }];
  const valueAddress = defined({ extension: insee, city: place.name ?? undefined });
  return [{ url: extensionUrls.birthPlace, valueAddress }];
}

function deathPlace({ deathPlace: place }: PatientTraits): JsonObject[] {
  return place === null ? [] : [{ url: extensionUrls.deathPlace, valueString: place }];
}

/** Replaces the profile of FR Core by this one. */
function withProfile(meta: Json | undefined, profile: string): JsonObject {
  const before = objects([meta ?? null])[0] ?? {};
  const profiles = Array.isArray(before['profile']) ? before['profile'] : [];
  const ours: readonly Json[] = [profileUrls.patient, profileUrls.patientIns];
  return { ...before, profile: [profile, ...profiles.filter((one) => !ours.includes(one))] };
}

function orAbsent<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
