/** A person whose demonstration key the trial holds; a real installation has none. */
export type DemonstrationPerson = { readonly key: string; readonly name: string; readonly role: ShownRole };

export type ShownRole = 'doctor' | 'secretary' | 'administrator';

export type Me = {
  readonly id: string;
  readonly name: string;
  /** Empty until the member is enrolled. */
  readonly roles: readonly ShownRole[];
  /** `waiting`: not enrolled yet, or with keys that will replace others. */
  readonly status: 'waiting' | 'active' | 'frozen' | 'retired' | 'replaced';
  /** True for a member who has the secrets of the role, or needs none. */
  readonly isGranted: boolean;
  /** Of this member's own keys; four groups of four letters. */
  readonly fingerprint: string;
};

/** A member who has an agenda. */
export type Practitioner = {
  readonly id: string;
  readonly name: string;
  /** Position among the practitioners, which selects a colour. */
  readonly place: number;
};

export type SessionState =
  /** No session. `member` is the one who locked, so that the lock screen can name them. */
  | { readonly phase: 'closed'; readonly locked: { readonly name: string; readonly at: number } | null }
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
};
