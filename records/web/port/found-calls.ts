/** An installation before sign-in. */
export type Installation = {
  /** The server has no practice yet. */
  readonly isNew: boolean;
  /** This device stores a founding that was not completed. */
  readonly hasDraft: boolean;
  /** The vaults' approvals pages, where approvers get their cards. */
  readonly pages: readonly { readonly index: number; readonly url: string }[];
};

type Names = {
  /** From the operator of the records server; valid for one practice. */
  readonly token: string;
  readonly practiceName: string;
  readonly founderName: string;
  readonly passkeyName: string;
};

export type FoundCalls = {
  installation(input: Readonly<Record<string, never>>): Installation;
  /** Founds a practice with a first doctor, who is its administrator too. */
  found(
    input: Names & {
      /** Mailboxes for alarms. */
      readonly contacts: readonly string[];
      /** Cards of two approvers, from the pages of two vaults. */
      readonly cards: readonly string[];
    },
  ): null;
  /** Continues a founding that this device stores, with the same token. */
  foundAgain(input: Names): null;
};
