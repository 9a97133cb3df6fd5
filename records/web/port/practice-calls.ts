import type { ShownRole } from './session-calls.ts';

/** A member as the practice's chain of orders states it. */
export type MemberView = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly ShownRole[];
  readonly status: 'invited' | 'waiting' | 'active' | 'frozen' | 'retired' | 'importer';
  /** False if nobody has given this member the secrets of its role yet. */
  readonly isGranted: boolean;
};

export type PracticeCalls = {
  members(input: Readonly<Record<string, never>>): readonly MemberView[];
};
