import type { WaitingRow } from '../../port/exchange-calls.ts';

/**
 * The place of each unopened report among those that were received in the same second, from 1: nothing else
 * distinguishes them before they are opened. One that was received alone has none.
 *
 * @returns places by scope id
 */
export function placesInSecond(rows: readonly WaitingRow[]): ReadonlyMap<string, number> {
  const unopened = rows
    .filter(({ opened }) => opened === null)
    .toSorted((one, other) => one.addedAt - other.addedAt || (one.scope < other.scope ? -1 : 1));
  const bySecond = Map.groupBy(unopened, ({ addedAt }) => Math.floor(addedAt / 1000));
  return new Map(
    Array.from(bySecond.values()).flatMap((same) =>
      same.length < 2 ? [] : same.map(({ scope }, i): [string, number] => [scope, i + 1]),
    ),
  );
}
