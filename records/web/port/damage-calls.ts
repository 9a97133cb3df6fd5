/**
 * The readable rest of a file that does not open. `recovered` counts the versions that a repair puts into new packs.
 * `last` is the version of a lost element that can still be read, null where there is none.
 */
export type DamageView = {
  /** Id of the practice, for the administrator's command. */
  readonly practice: string;
  readonly recovered: number;
  readonly lost: readonly { readonly id: string; readonly version: number; readonly last: number | null }[];
  /** Versions with which the file does not open, and which a repair replaces. */
  readonly refused: readonly { readonly id: string; readonly version: number; readonly last: number | null }[];
  readonly lostBefore: readonly string[];
  /** Record ids of destroyed elements, of which each can be restored for seven days. */
  readonly destroyed: readonly string[];
  /** False if the file needs copies of a backup before it can be opened. */
  readonly isRepairable: boolean;
};

/** For doctors. `copies` is the text of a file that the administrator made from a backup. */
export type DamageCalls = {
  fileDamage(input: { readonly scope: string; readonly copies: string | null }): DamageView;
  fileRepair(input: { readonly scope: string; readonly copies: string | null }): null;
  /** Restores a destroyed element of a file that does not open. */
  fileRestore(input: { readonly scope: string; readonly id: string }): null;
};
