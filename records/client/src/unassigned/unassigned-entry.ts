import type { UnassignedReason } from '@etanche/core-records-protocol';

/** A scope of the list. It names nobody: what is in it costs a unit to open. */
export type UnassignedEntry = {
  readonly scope: string;
  /** Why the import could not determine the patient. */
  readonly reason: UnassignedReason;
  /** Resources that nobody has assigned or rejected yet. */
  readonly open: number;
  /** When the import added the last of them, in milliseconds since 1970. */
  readonly added: number;
};
