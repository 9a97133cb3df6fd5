import { extensionUrls, isObject, profileUrls, systems, type Json, type JsonObject } from '@etanche/records-fhir';

const formerCore = 'http://interopsante.org/fhir';

/** URLs of FR Core 1.1 and those that have taken their place (https://hl7.fr/ig/fhir/core). */
const current: Readonly<Record<string, string>> = {
  [`${formerCore}/StructureDefinition/FrPatient`]: profileUrls.patient,
  [`${formerCore}/StructureDefinition/FrPatientIdentReliability`]: extensionUrls.identityReliability,
  [`${formerCore}/StructureDefinition/FrPatientBirthPlace`]: extensionUrls.birthPlace,
  [`${formerCore}/StructureDefinition/FrPatientDeathPlace`]: extensionUrls.deathPlace,
  [`${formerCore}/StructureDefinition/FrPatientBirthListGivenName`]: extensionUrls.birthGivenNames,
  [`${formerCore}/StructureDefinition/FrAddressInseeCode`]: extensionUrls.inseeCode,
  [`${formerCore}/CodeSystem/fr-v2-0445`]: systems.formerIdentityStatus,
  [`${formerCore}/CodeSystem/fr-v2-0203`]: systems.identifierType,
};

/**
 * A Patient with the present URLs of FR Core in place of the former ones, for reading its traits. The document keeps
 * its own text.
 */
export function withCurrentUrls(patient: JsonObject): JsonObject {
  return renamed(patient);
}

function renamed(object: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(object)) result[name] = renamedValue(value);
  // The status had another name in the extension of FR Core 1.1.
  if (result['url'] === 'identityReliability' && result['valueCoding'] !== undefined) result['url'] = 'identityStatus';
  return result;
}

function renamedValue(value: Json): Json {
  if (typeof value === 'string') return Object.hasOwn(current, value) ? (current[value] ?? value) : value;
  if (Array.isArray(value)) return value.map(renamedValue);
  return isObject(value) ? renamed(value) : value;
}
