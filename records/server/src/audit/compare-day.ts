import type { DailyCounts } from '@etanche/core-vault-protocol';

/** Counts of a member on a day in the audit log. */
export type LoggedDay = { readonly member: string; readonly opened: number; readonly searched: number };
export type Tolerance = {
  /** Permitted difference on a day, in units and in percent of the logged count. */
  readonly units: number;
  readonly percent: number;
};
/** Openings or searches that the vaults evaluated for a member beyond those in the log. */
export type Difference = { readonly member: string; readonly of: 'opened' | 'searched'; readonly excess: number };

/**
 * Compares the vaults' evaluations with the log. Each opening takes an evaluation at t vaults, so the number of
 * openings is the vaults' sum divided by t. A vault that returned no count makes it lower, never higher.
 */
export function compareDay(
  counts: readonly DailyCounts[],
  threshold: number,
  logged: readonly LoggedDay[],
  { units, percent }: Tolerance,
): Difference[] {
  const here = new Map(logged.map((day) => [day.member, day]));
  const members = new Map<string, { opened: number; searched: number }>();
  for (const { member, scope, agenda, search } of counts.flatMap((each) => each.members)) {
    const sum = members.get(member) ?? { opened: 0, searched: 0 };
    members.set(member, { opened: sum.opened + scope + agenda, searched: sum.searched + search });
  }
  return Array.from(members).flatMap(([member, sum]) =>
    (['opened', 'searched'] as const).flatMap((of) => {
      const read = here.get(member)?.[of] ?? 0;
      const excess = Math.floor(sum[of] / threshold) - read;
      return excess > units + (read * percent) / 100 ? [{ member, of, excess }] : [];
    }),
  );
}
