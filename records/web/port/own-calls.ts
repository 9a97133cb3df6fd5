/** A passkey of the signed-in member. Times in ms since 1970. */
export type PasskeyView = {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly used: number;
  readonly isCurrent: boolean;
};

export type SessionView = {
  readonly id: string;
  readonly passkey: string | null;
  readonly created: number;
  readonly seen: number;
  readonly isCurrent: boolean;
};

/** A printed sheet for the loss of all passkeys. It is valid once it was tested. */
export type RecoverySheet = {
  readonly code: string;
  readonly helpersNeeded: number;
  readonly helpers: readonly string[];
};

/** A person who asks this member for help. */
export type HelpView = {
  readonly recovery: string;
  readonly name: string;
  readonly asked: number;
};

/** The member's own keys, devices and sheet. */
export type OwnCalls = {
  ownDevices(input: Readonly<Record<string, never>>): {
    readonly passkeys: readonly PasskeyView[];
    readonly sessions: readonly SessionView[];
    /** When the sheet was tested; null if there is none. */
    readonly sheet: number | null;
  };
  passkeyAdd(input: { readonly name: string }): null;
  passkeyRemove(input: { readonly passkey: string }): null;
  sessionEnd(input: { readonly session: string }): null;
  /** Members who can help: active ones, without this one. */
  possibleHelpers(input: Readonly<Record<string, never>>): readonly { readonly id: string; readonly name: string }[];
  /** Makes a new sheet. The earlier one stays valid until this one is tested. */
  sheetMake(input: { readonly helpers: readonly string[] }): RecoverySheet;
  /** Compares what was copied from the paper, and stores the preparation. @returns false if it differs */
  sheetTest(input: { readonly typed: string }): boolean;
  helpAsked(input: null): readonly HelpView[];
  helpGive(input: { readonly recovery: string; readonly compared: string }): null;
};
