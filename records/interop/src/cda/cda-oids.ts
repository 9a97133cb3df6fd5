/** Identifiers of systems in French documents (CI-SIS, "structuration minimale"; value sets of the NOS). */
export const cdaOids = {
  loinc: '2.16.840.1.113883.6.1',
  snomed: '2.16.840.1.113883.6.96',
  icd10: '2.16.840.1.113883.6.3',
  atc: '2.16.840.1.113883.6.73',
  /** Vaccines as the CDC codes them. */
  cvx: '2.16.840.1.113883.12.292',
  ucum: '2.16.840.1.113883.6.8',
  /** Types of documents without LOINC code (TRE_A05). */
  documentType: '1.2.250.1.213.1.1.4.12',
  confidentiality: '2.16.840.1.113883.5.25',
  /** Masking: who does not see a document (TRE_A07). */
  visibility: '1.2.250.1.213.1.1.4.13',
  gender: '2.16.840.1.113883.5.1',
  actCode: '2.16.840.1.113883.5.4',
  role: '2.16.840.1.113883.5.111',
  interpretation: '2.16.840.1.113883.5.83',
  /** Persons: "8" and the RPPS number. */
  person: '1.2.250.1.71.4.2.1',
  /** Structures: "1" and the FINESS number, "3" and the SIRET number. */
  structure: '1.2.250.1.71.4.2.2',
  profession: '1.2.250.1.213.1.1.4.5',
  facilityType: '1.2.250.1.71.4.2.4',
  practiceSetting: '1.2.250.1.213.1.1.4.9',
  /** Medicines by the code CIS of the public database. */
  cis: '1.2.250.1.213.2.3.1',
  /** Routes of administration (EDQM). */
  route: '0.4.0.127.0.16.1.1.2.1',
  routeHl7: '2.16.840.1.113883.5.112',
  /** Places of an injection (ActSite). */
  site: '2.16.840.1.113883.5.1052',
  clinicalStatus: '2.16.840.1.113883.4.642.4.1373',
  ins: ['1.2.250.1.213.1.4.8', '1.2.250.1.213.1.4.9', '1.2.250.1.213.1.4.10', '1.2.250.1.213.1.4.11'],
} as const;

/** Identifiers that say which rules a document follows. */
export const cdaTemplates = {
  hl7France: '2.16.840.1.113883.2.8.2.1',
  cisis: '1.2.250.1.213.1.1.1.1',
  /** A scanned or generated document in one piece (IHE XDS-SD). */
  levelOne: '1.3.6.1.4.1.19376.1.2.20',
  vsm: '1.2.250.1.213.1.1.1.13',
  vaccination: '1.2.250.1.213.1.1.1.37',
  immunizationContent: '1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2',
  /** IHE XD-LAB, and the French report of laboratories (CR-BIO). */
  laboratory: '1.3.6.1.4.1.19376.1.3.3',
  laboratoryFrance: '1.2.250.1.213.1.1.1.55',
} as const;
