/** An identifier of HL7 V3 (II). `root` is an OID in French documents, a UUID in others. */
export interface CdaId {
  readonly root: string;
  readonly extension: string | null;
}

/** A coded value (CE). `system` is an OID. */
export interface CdaCode {
  readonly code: string;
  readonly system: string;
  readonly name: string | null;
}

export interface CdaAddress {
  readonly lines: readonly string[];
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

/** An organisation: a practice, a hospital, a laboratory. */
export interface CdaOrganization {
  readonly id: CdaId | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly address: CdaAddress | null;
  /** The framework of the work, for example AMBULATOIRE (JDV_J04). */
  readonly setting: CdaCode | null;
}

/** A professional, or a program in the place of one. */
export interface CdaProfessional {
  /** "8" and the RPPS number under the OID of persons; null if unknown. */
  readonly id: CdaId | null;
  /** Profession and speciality, for example G15_10/SM26 (JDV_J01). */
  readonly profession: CdaCode | null;
  /** The family name, or the name of a program. */
  readonly family: string | null;
  readonly given: string | null;
  /** `DR`, `PR`. */
  readonly title: string | null;
  readonly phone: string | null;
  readonly address: CdaAddress | null;
  readonly organization: CdaOrganization | null;
}

export function isSameId(one: CdaId, other: CdaId): boolean {
  return one.root === other.root && one.extension === other.extension;
}
