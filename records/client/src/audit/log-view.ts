import type { Head } from '@etanche/core-records-protocol';

/** Epoch, size and root of the audit log, as an author signs them into a head. */
export type LogState = NonNullable<Head['log']>;

/** Two signed statements of two histories of one log: what a person needs to prove it. */
export type SplitLog = { readonly head: string; readonly seen: LogState; readonly shown: LogState | null };

/** What this session knows of the audit log, and how it compares with what other authors signed into heads. */
export type LogView = {
  /** The last checkpoint that enough vaults cosigned, for a head that this member signs; undefined before the first. */
  readonly own: () => Promise<LogState | undefined>;
  /**
   * Verifies that the log which the server shows here continues the one that the author of a head saw.
   *
   * @throws DataError `could_not_check` with reason `split_log`
   */
  readonly compare: (head: Head, jws: string) => Promise<void>;
};
