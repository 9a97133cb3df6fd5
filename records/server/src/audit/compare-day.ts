import type { DailyCounts } from '@etanche/core-vault-protocol';

/** What the audit log says of a member on a day. */
export type LoggedDay = { readonly member: string; readonly opened: number; readonly searched: number };
export type Tolerance = {
  /** Units that may differ on a day, and per cent of what was read here. */
  readonly units: number;
  readonly percent: number;
};
/** A member got more from the vaults than was read here: by so many openings or searches. */
export type Difference = { readonly member: string; readonly of: 'opened' | 'searched'; readonly excess: number };

/**
 * Compares what the vaults evaluated with what was read here. Each opening takes an evaluation at t vaults, so their sum
 * over t is how many there were; a vault that gave no count makes it lower, never higher.
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
