/** A person whose demonstration key the trial holds; a real installation has none. */
export type DemonstrationPerson = {
  readonly key: string;
  readonly name: string;
  readonly role: ShownRole;
  /** Where the role does not say it: a midwife has the role of a doctor. */
  readonly profession?: string;
  /** Name of a second practice; absent for the first one. */
  readonly practice?: string;
};

export type ShownRole = PersonRole | 'gateway';
export type PersonRole = 'doctor' | 'secretary' | 'administrator';

export type Me = {
  readonly id: string;
  readonly name: string;
  /** Empty until the member is enrolled. */
  readonly roles: readonly ShownRole[];
  /** `waiting`: not enrolled yet, or with keys that will replace others. */
  readonly status: 'waiting' | 'active' | 'frozen' | 'retired' | 'replaced';
  /** True for a member who has the secrets of the role, or needs none. */
  readonly isGranted: boolean;
  /** Fingerprint of this member's own keys; four groups of four letters. */
  readonly fingerprint: string;
};

/** A member who has an agenda. */
export type Practitioner = {
  readonly id: string;
  readonly name: string;
  /** Position among the practitioners, which selects a colour. */
  readonly place: number;
};

/**
 * Texts that the pages had not stored when the session was locked: `none` had any, all are `kept` on this device, or at
 * least one page has not answered that they are (`unsure`).
 */
export type TypedTexts = 'none' | 'kept' | 'unsure';

export type SessionState =
  /** No session. `locked` is the member who locked, so that the lock screen can name them. */
  | {
      readonly phase: 'closed';
      readonly locked: { readonly name: string; readonly at: number; readonly typed: TypedTexts } | null;
    }
  /** The pages show nothing any more, and their last texts are being stored. */
  | { readonly phase: 'closing'; readonly name: string }
  | { readonly phase: 'opening' }
  | {
      readonly phase: 'open';
      readonly me: Me;
      readonly practice: string;
      readonly practitioners: readonly Practitioner[];
    };

export type SessionCalls = {
  state(input: null): SessionState;
  /** Signs in by passkey, or by a demonstration key. */
  signIn(input: { readonly demonstration: string | null }): SessionState;
  /** Reads again who this member is: after an enrolment or a grant. */
  meAgain(input: null): SessionState;
  /** Stores on this device what the pages have typed, then deletes the session from memory. */
  lock(input: null): null;
  /** Deletes what this device stores of the member, and ends the session. */
  signOut(input: null): null;
  /** Restarts the idle time. */
  touch(input: null): null;
  quotas(input: null): readonly QuotaLeft[];
};

/** The remainder of a limit of the signed-in member in 24 hours. */
export type QuotaLeft = {
  readonly purpose: 'scope' | 'search' | 'agenda';
  readonly left: number;
  readonly of: number;
};

export type SessionEvents = {
  readonly state: SessionState;
  /** Members, orders or devices have changed. */
  readonly practice: null;
};

export type SessionQuestions = {
  /** `navigator.credentials` exists in pages only. The PRF output in the answer is forgotten by the page at once. */
  passkeyGet(options: Readonly<Record<string, unknown>>): object;
  passkeyCreate(options: Readonly<Record<string, unknown>>): object;
  /** The session is about to close. The page stores what is typed on it and not stored yet, by ordinary calls. */
  keepTyped(input: null): TypedTexts;
};
