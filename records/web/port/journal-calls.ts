/** Kinds of actions in the log, as people choose them. */
export const journalGroups = ['files', 'searches', 'emergencies', 'sessions', 'members', 'erasures', 'faults'] as const;
export type JournalGroup = (typeof journalGroups)[number];

export type JournalFilter = {
  /** A member who acted, or whom the action concerns. */
  readonly member: string | null;
  readonly group: JournalGroup | null;
  /** Days of the practice, `YYYY-MM-DD`, both included. */
  readonly from: string | null;
  readonly to: string | null;
};

/** One line of the log. It names members, and no patient: a file is only counted. */
export type JournalLine = {
  readonly index: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  /** Null for an action of the server, or of somebody whose name is not kept. */
  readonly name: string | null;
  readonly isByServer: boolean;
  /** True for the settings of the practice, which every member reads: no file and no day was opened. */
  readonly isOfSettings: boolean;
  readonly subject: string | null;
  readonly count: number | null;
  readonly detail: string | null;
};

/** Result of reading the whole log again on this device. Times in ms since 1970. */
export type JournalCheck =
  | {
      readonly outcome: 'intact';
      readonly size: number;
      readonly at: number;
      readonly vaults: readonly number[];
      /** The check before on this device. */
      readonly since: { readonly size: number; readonly at: number } | null;
      readonly seconds: number;
    }
  | { readonly outcome: 'changed'; readonly what: 'checkpoint' | 'growth' | 'lines' | 'past' };

export type JournalCalls = {
  /** Lines from the newest backwards. @param before `next` of the answer before; null for the newest */
  journal(input: JournalFilter & { readonly before: number | null }): {
    readonly lines: readonly JournalLine[];
    readonly next: number | null;
    /** Number of lines of the log. */
    readonly size: number;
  };
  /** The last check of this session; null before the first one. */
  journalChecked(input: Readonly<Record<string, never>>): JournalCheck | null;
  /** Reads the log again. The page may abort it; progress comes by the event `journalProgress`. */
  journalCheck(input: null): JournalCheck;
  /** The file of the last check of this session that was intact. */
  journalProof(input: null): { readonly name: string; readonly text: string };
};

export type JournalEvents = { readonly journalProgress: { readonly read: number; readonly of: number } };
