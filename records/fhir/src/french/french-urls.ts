/** Canonical URLs of FR Core 2.1 (Interop'Santé, https://hl7.fr/ig/fhir/core) and its code systems. */
const core = 'https://hl7.fr/ig/fhir/core';

export const extensionUrls = {
  identityReliability: `${core}/StructureDefinition/fr-core-identity-reliability`,
  birthPlace: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
  inseeCode: `${core}/StructureDefinition/fr-core-address-insee-code`,
  birthGivenNames: `${core}/StructureDefinition/fr-core-patient-birth-list-given-name`,
  deathPlace: `${core}/StructureDefinition/fr-core-patient-death-place`,
  nationality: 'http://hl7.org/fhir/StructureDefinition/patient-nationality',
} as const;

export const profileUrls = {
  patient: `${core}/StructureDefinition/fr-core-patient`,
  patientIns: `${core}/StructureDefinition/fr-core-patient-ins`,
} as const;

export const systems = {
  /** PROV, RECUP, VALI, QUAL: the four statuses of RNIV, in FR Core since 2.2. */
  identityStatus: `${core}/CodeSystem/fr-core-cs-identity-status`,
  /** The single table of FR Core up to 2.1, in which VALI means the present QUAL. */
  formerIdentityStatus: `${core}/CodeSystem/fr-core-cs-v2-0445`,
  validationMode: `${core}/CodeSystem/fr-core-cs-mode-validation-identity`,
  methodCollection: `${core}/CodeSystem/fr-core-cs-method-collection`,
  identifierType: `${core}/CodeSystem/fr-core-cs-v2-0203`,
  hl7IdentifierType: 'http://terminology.hl7.org/CodeSystem/v2-0203',
  commune: 'https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM',
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction',
  coverageRelationship: 'http://terminology.hl7.org/CodeSystem/subscriber-relationship',
  /** Details of French insurance that no published code system has. The identifier is a random one of this project. */
  coverage: 'urn:uuid:5b1f8f2e-7c0d-4f5c-9f43-5d1b7f1f6a02',
  /** Facts for the reception that no published code system has. The identifier is a random one of this project. */
  adminFlag: 'urn:uuid:c7f0e5a1-3b0e-4d0b-9a67-2f1d4c8e7b35',
} as const;

export const oids = {
  nir: '1.2.250.1.213.1.4.8',
  nia: '1.2.250.1.213.1.4.9',
  test: '1.2.250.1.213.1.4.10',
  demo: '1.2.250.1.213.1.4.11',
  /** The computed INS-C used before 2016. */
  insC: '1.2.250.1.213.1.4.2',
  /** Practitioners: "8" followed by the RPPS number. */
  practitioner: '1.2.250.1.71.4.2.1',
} as const;
