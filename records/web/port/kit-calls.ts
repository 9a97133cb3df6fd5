/** One of three sheets; two of them restore the practice. */
type KitSheetView = { readonly number: number; readonly practice: string; readonly text: string };

/** Where the replacement of the kit is. The fingerprint is what the approvers see too. */
export type KitView = { readonly mayReplace: boolean } & (
  | { readonly stage: 'none' | 'elsewhere' }
  | { readonly stage: 'approved' | 'ended'; readonly fingerprint: string }
  | { readonly stage: 'waiting'; readonly fingerprint: string; readonly approvals: number; readonly needed: number }
);

export type KitCalls = {
  /** The sheets to print, of a new practice or of a new kit, until they were printed or the session is locked. */
  kitSheets(input: Readonly<Record<string, never>>): {
    readonly sheets: readonly KitSheetView[];
    readonly isReplacement: boolean;
  };
  /** Forgets the sheets; a kit that replaces another is proposed to the approvers first. */
  kitPrinted(input: null): null;
  /** Forgets the sheets of a kit that is not proposed: they are void. */
  kitDrop(input: null): null;
  kitState(input: Readonly<Record<string, never>>): KitView;
  /** Draws a new kit, whose sheets `kitSheets` then answers. No vault knows it yet. */
  kitDraft(input: null): null;
  /** Completes an approved replacement. */
  kitAdopt(input: null): null;
  /** Forgets a replacement that was refused or has expired. */
  kitForget(input: null): null;
};
