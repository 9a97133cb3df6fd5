import type { OpenFile } from './patient-calls.ts';

/** Units that the vaults still grant together now, and how many there are without any use. */
export type Left = { readonly openings: number; readonly of: number };

export type RemainingView = {
  readonly files: Left;
  readonly searches: Left;
  readonly days: Left;
  readonly emergencies: Left;
  readonly isFrozen: boolean;
};

export const emergencyReasons = ['emergency', 'absence', 'other'] as const;
export type EmergencyReasonCode = (typeof emergencyReasons)[number];

/** An opening or a change of a file. */
export type AccessView = {
  /** Its leaf in the audit log. */
  readonly index: number;
  /** Name of the member; null for one who left before names were kept. */
  readonly name: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly reason: string | null;
  /** Record id of the element that was lost, destroyed or restored. */
  readonly resource: string | null;
  readonly explanation: string | null;
};

export type ProtectionCalls = {
  /**
   * Opens a file on the emergency quota: the vaults raise an alarm, and reason and explanation are recorded before the
   * file is shown.
   */
  openInEmergency(input: {
    readonly scope: string;
    readonly reason: EmergencyReasonCode;
    readonly explanation: string;
  }): OpenFile;
  /** The rest of the member's quotas. The call spends nothing. */
  remaining(input: Readonly<Record<string, never>>): RemainingView;
  /**
   * The members who opened or changed an open file, newest first.
   *
   * @param before `next` of the page before; null for the first
   */
  accesses(input: { readonly scope: string; readonly before: number | null }): {
    readonly accesses: readonly AccessView[];
    readonly next: number | null;
  };
};
