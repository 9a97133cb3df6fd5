export type UnsentKind = 'note' | 'prescription' | 'measure';

/** Something that this device stores sealed, because the server did not answer or refused it. */
export type UnsentItem = {
  /** Names it for `unsentResolve`. */
  readonly name: string;
  readonly kind: UnsentKind;
  readonly scope: string;
  /** Time of the first attempt, in ms since 1970. */
  readonly at: number;
  /** Code of the server's refusal; null while there is no answer, and it is sent again. */
  readonly failure: string | null;
  /** Both versions of a `conflict`. */
  readonly conflict: { readonly mine: string; readonly theirs: string; readonly author: string | null } | null;
};

export type Unsent = {
  readonly items: readonly UnsentItem[];
  /** Entries of this member on this device that do not open. They stay on the device. */
  readonly unreadable: number;
};

export type UnsentCalls = {
  unsent(input: Readonly<Record<string, never>>): Unsent;
  /** Sends everything now. */
  unsentSend(input: null): Unsent;
  /** Decides a conflict: `mine` is written as the newest version, `theirs` deletes the own text from this device. */
  unsentResolve(input: { readonly name: string; readonly keep: 'mine' | 'theirs' }): Unsent;
};

export type UnsentEvents = { readonly unsent: Unsent };
