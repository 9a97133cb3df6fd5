import type { Head } from '@etanche/core-records-protocol';

/** Epoch, size and root of the audit log, as an author signs them into a head. */
export type LogState = NonNullable<Head['log']>;

/** Evidence of a split log: the signed head of an author, and the two log states that contradict each other. */
export type SplitLog = { readonly head: string; readonly seen: LogState; readonly shown: LogState | null };

/**
 * This session's view of the audit log, and its comparison with the log states that other authors signed into heads.
 */
export type LogView = {
  /** The last cosigned checkpoint, for a head that this member signs; undefined if there is none yet. */
  readonly own: () => Promise<LogState | undefined>;
  /**
   * Verifies that the log that the server shows here continues the one that the author of a head saw.
   *
   * @throws DataError `could_not_check` with reason `split_log`
   */
  readonly compare: (head: Head, jws: string) => Promise<void>;
};
