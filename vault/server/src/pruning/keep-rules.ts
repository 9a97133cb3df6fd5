import type { MemberConfig } from '../member-config.ts';

/** How long the store keeps what is told and not counted on: in days, the running one not included. */
export type KeepRules = {
  /** Alarms that every channel has accepted. */
  readonly alarmDays: number;
  /** The signed counts of each day. */
  readonly countDays: number;
  /** How often what is older is looked for. */
  readonly everyMs: number;
};

/** The longest window that units are counted in, and the longest life of an order, in days. */
const longestDays = 30;

/** What would be forgotten while it is still needed. */
export function keepContradictions(keep: KeepRules, { raise, importer }: MemberConfig): string[] {
  const problems: string[] = [];
  // Quotas are kept apart. These are what the audit is held against: a month of them, and the day that is not over.
  if (keep.countDays <= longestDays) {
    problems.push('ETANCHE_VAULT_KEEP_COUNTS_DAYS forgets counts that a month’s units are held against');
  }
  if (keep.alarmDays <= longestDays) {
    problems.push('ETANCHE_VAULT_KEEP_ALARMS_DAYS forgets alarms of orders that may still be withdrawn');
  }
  if (keep.alarmDays <= Math.max(raise.days, importer.days)) {
    problems.push('ETANCHE_VAULT_KEEP_ALARMS_DAYS forgets alarms of raises or importers whose right still stands');
  }
  return problems;
}

/** The first day whose counts are kept, `2026-11-22`, UTC. @param now ms */
export function firstKeptDay({ countDays }: Pick<KeepRules, 'countDays'>, now: number): string {
  return new Date(now - countDays * 86_400_000).toISOString().slice(0, 10);
}
