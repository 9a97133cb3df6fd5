import type {
  AdminFlag,
  CoverageEdit,
  IdentityEvent,
  RelatedPersonFacts,
  Sex,
  TreatingDoctor,
} from '@etanche/records-fhir';
import type { Written } from './entry-calls.ts';
import type { NewPatientForm } from './patient-calls.ts';
import type { AccessView } from './protection-calls.ts';

/** The names in use and the contact details of a patient. An empty text is unknown. */
export type ContactForm = Pick<NewPatientForm, 'usedName' | 'phone' | 'email' | 'street' | 'postalCode' | 'town'> & {
  readonly usedGivenName: string;
  readonly otherPhone: string;
  readonly nir: string;
};

/** The strict traits of RNIV. An empty text is unknown. */
export type StrictForm = Pick<NewPatientForm, 'birthDate' | 'birthName' | 'givenNames' | 'birthPlace'> & {
  readonly sex: Sex;
  /** INSEE code of the place of birth. */
  readonly birthPlaceCode: string;
};

export type ContactCheck = {
  readonly phone: 'empty' | 'valid' | 'unusual';
  readonly otherPhone: 'empty' | 'valid' | 'unusual';
  readonly email: 'empty' | 'valid' | 'malformed';
};

export type DeathForm = { readonly isDeceased: boolean; readonly date: string; readonly town: string };

/** Events of an identity that a person causes at a desk; those of INSi come from its service. */
export type DeskEvent = Exclude<IdentityEvent, { kind: 'insi_retrieved' | 'insi_withdrawn' | 'traits_changed' }>;

export type ErasureReason = 'retention' | 'request' | 'fictitious';

/** A whole file. */
export type FileExport = {
  /** FHIR JSON. */
  readonly document: string;
  /** The same resources one by one, as stored. */
  readonly resources: readonly string[];
  /** JSON, with the index and hash of each leaf. */
  readonly accesses: string;
  /** The same accesses, newest first. */
  readonly accessList: readonly Pick<AccessView, 'at' | 'name' | 'kind' | 'reason'>[];
};

export type WaitingErasureView = {
  readonly erasure: string;
  readonly scope: string;
  readonly reason: ErasureReason;
  /** Name of the member who asked for it. */
  readonly requestedBy: string | null;
  /** True if this member asked for it: another doctor must confirm. */
  readonly isMine: boolean;
  /** In ms since 1970; null until another doctor has confirmed. The file is destroyed then. */
  readonly destroyedAt: number | null;
};

type OfFile = { readonly scope: string };

/**
 * Calls of the reception's part of a file, and of acts on a whole file. Each write returns the data that an undo needs.
 */
export type AdministrativeCalls = {
  checkContact(input: Pick<ContactForm, 'phone' | 'otherPhone' | 'email'>): ContactCheck;
  contactPut(input: OfFile & { readonly form: ContactForm }): readonly Written[];
  /** Corrects a strict trait: the identity becomes provisional. */
  strictTraitsPut(input: OfFile & { readonly form: StrictForm }): null;
  identityEvent(input: OfFile & { readonly event: DeskEvent }): null;
  /** A new mutuelle ends the one before on the same day. @param input.id null for a new one */
  coveragePut(input: OfFile & { readonly id: string | null; readonly facts: CoverageEdit }): readonly Written[];
  personPut(
    input: OfFile & { readonly id: string | null; readonly facts: Omit<RelatedPersonFacts, 'nir'> },
  ): readonly Written[];
  /** Removes a relative, a coverage or a treating doctor that was written by mistake. */
  administrativeRemove(input: OfFile & { readonly id: string }): readonly Written[];
  /** Replaces the treating doctor, whose period ends today. */
  treatingDoctorPut(input: OfFile & Pick<TreatingDoctor, 'name' | 'declared'>): readonly Written[];
  /** Sets or ends a lasting fact. A measure of protection replaces another one. */
  adminFlagPut(input: OfFile & { readonly flag: AdminFlag; readonly isSet: boolean }): readonly Written[];
  sharingRefusalPut(input: OfFile & { readonly isSet: boolean }): readonly Written[];
  deathPut(input: OfFile & DeathForm): readonly Written[];

  /** Links two open files of one person. `kept` is the one to use. */
  mergeFiles(input: { readonly kept: string; readonly replaced: string }): null;
  unmergeFiles(input: { readonly kept: string; readonly replaced: string }): null;
  /** All data of the file, for the patient. */
  exportFile(input: OfFile): FileExport;
  erasures(input: Readonly<Record<string, never>>): readonly WaitingErasureView[];
  /** Requests the erasure of a file, or confirms the one that another doctor requested. */
  erasureRequest(input: OfFile & { readonly reason: ErasureReason }): { readonly destroyedAt: number | null };
  /** @returns false until a second doctor does the same */
  erasureRestore(input: { readonly erasure: string }): { readonly isRestored: boolean };
};
