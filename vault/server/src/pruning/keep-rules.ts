import type { MemberConfig } from '../config/member-config.ts';

/** How long the store keeps data that is reported but not counted: in days, the current one not included. */
export type KeepRules = {
  /** Alarms that every channel has accepted. */
  readonly alarmDays: number;
  /** The signed counts of each day. */
  readonly countDays: number;
  /** Interval of pruning. */
  readonly everyMs: number;
};

/** The longest window in which units are counted, and the longest life of an order, in days. */
const longestDays = 30;

/** Settings that would prune data while it is still needed. */
export function keepContradictions(keep: KeepRules, { raise, importer }: MemberConfig): string[] {
  const problems: string[] = [];
  // Quotas are stored separately. The audit is reconciled with these counts: a month of them, plus the current day.
  if (keep.countDays <= longestDays) {
    problems.push('ETANCHE_VAULT_KEEP_COUNTS_DAYS prunes counts that reconcile the units of a month');
  }
  if (keep.alarmDays <= longestDays) {
    problems.push('ETANCHE_VAULT_KEEP_ALARMS_DAYS prunes alarms of orders that can still be cancelled');
  }
  if (keep.alarmDays <= Math.max(raise.days, importer.days)) {
    problems.push('ETANCHE_VAULT_KEEP_ALARMS_DAYS prunes alarms of raises or importers whose right is still valid');
  }
  return problems;
}

/** The first day whose counts are kept, `2026-11-22`, UTC. @param now ms */
export function firstKeptDay({ countDays }: Pick<KeepRules, 'countDays'>, now: number): string {
  return new Date(now - countDays * 86_400_000).toISOString().slice(0, 10);
}
