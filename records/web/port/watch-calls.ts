import type { ShownRole } from './session-calls.ts';

/** The vaults that the numbers lack: `silent` did not answer, `lower` counted less than half of another. */
export type Witnesses = { readonly silent: readonly number[]; readonly lower: readonly number[] };

export const usageStates = ['frozen', 'unacknowledged', 'dormant', 'first_day', 'raised', 'one_key', 'no_key'] as const;
export type UsageState = (typeof usageStates)[number];

/** The openings of a member in 24 hours, and anything unusual about the member. Times in ms since 1970. */
export type UsageView = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly ShownRole[];
  /** Null for others than doctors and administrators, who may not see devices. */
  readonly devices: { readonly keys: number; readonly sessions: number } | null;
  /** Emergencies included. */
  readonly files: number;
  readonly emergency: number;
  /** Emergencies not included; 0 for a member who opens no file. */
  readonly limit: number;
  readonly raisedUntil: number | null;
  readonly states: readonly UsageState[];
  /** Vaults that counted much less than another. */
  readonly lower: readonly number[];
};

export type ActivityView = Witnesses & {
  readonly limit: number;
  readonly alarm: number;
  readonly quarters: readonly { readonly at: number; readonly files: number }[];
  /** `YYYY-MM-DD` in UTC, as the vaults count. */
  readonly days: readonly { readonly day: string; readonly files: number }[];
};

/** An event that one or more vaults raised an alarm about. */
export type AlarmView = {
  readonly id: string;
  readonly kind: string;
  /** Name of the member; null if it concerns none. */
  readonly member: string | null;
  readonly purpose: string | null;
  readonly at: number;
  readonly count: number | null;
  readonly detail: string | null;
  readonly vaults: readonly number[];
  /** Until when an approver has to acknowledge it; null if nobody has to any more. */
  readonly dueBy: number | null;
  readonly acknowledged: { readonly name: string | null; readonly at: number } | null;
  /** The approvals page of a vault that raised it. */
  readonly page: string;
};

/** The screen Protection. No call opens a file, and no answer names a patient. */
export type WatchCalls = {
  usage(input: Readonly<Record<string, never>>): {
    readonly members: readonly UsageView[];
    readonly silent: readonly number[];
    /** False for a member who sees only the own row. */
    readonly seesAll: boolean;
  };
  activity(input: { readonly member: string }): ActivityView;
  alarms(input: Readonly<Record<string, never>>): {
    readonly events: readonly AlarmView[];
    readonly silent: readonly number[];
  };
  /** Proposes a higher limit of files for one member. @param until ms since 1970 */
  raisePropose(input: { readonly member: string; readonly perDay: number; readonly until: number }): null;
};
