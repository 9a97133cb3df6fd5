import { expect, test } from 'vitest';
import { placesInSecond } from '../page/exchange/received-order.ts';
import type { WaitingRow } from '../port/exchange-calls.ts';

const at = Date.UTC(2026, 10, 30, 9, 15, 4);

function row(scope: string, addedAt: number, isOpen = false): WaitingRow {
  const opened = isOpen ? { title: 'Biologie', patient: 'Zoé Zyx', abnormal: 0 } : null;
  return { scope, reason: 'not_certain', addedAt, opened };
}

test('reports of different seconds need no place', () => {
  expect(placesInSecond([row('a', at), row('b', at + 1000), row('c', at + 60_000)])).toEqual(new Map());
});

test('reports of one second have a place in the order in which they came, which does not follow the list', () => {
  const rows = [row('c', at + 900), row('z', at + 5000), row('b', at + 20), row('a', at + 20)];
  const places = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  expect(placesInSecond(rows)).toEqual(places);
  expect(placesInSecond(rows.toReversed())).toEqual(places);
});

test('a report that was opened is known by its title, and is not counted', () => {
  expect(placesInSecond([row('a', at, true), row('b', at)])).toEqual(new Map());
  expect(placesInSecond([row('a', at, true), row('b', at), row('c', at)])).toEqual(
    new Map([
      ['b', 1],
      ['c', 2],
    ]),
  );
});
