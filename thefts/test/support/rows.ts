import { holds, type ScenarioResult } from '@etanche/thefts';
import { expect } from 'vitest';

type Row = { readonly id: string; readonly bound: number; readonly of: number; readonly undefended: number };

/**
 * Expects one row for each of these, in this order: the attack exposes no more than its limit and raises its alarm;
 * with the defence off it exposes more.
 */
export function expectRows(rows: readonly ScenarioResult[], expected: readonly Row[]): void {
  const outcomes = rows.map((row) => {
    const { id, stolen, of, undefended } = row.result;
    return { id, stolen, bound: row.bound, of, undefended, holds: holds(row) };
  });
  expect(outcomes).toEqual(expected.map((row) => ({ ...row, stolen: expect.any(String) as string, holds: true })));
  // In a smaller practice a row would hold for every attack.
  for (const { bound, undefended } of outcomes) expect(undefended).toBeGreaterThan(bound);
}

/** The only row whose description ends like this. */
export function rowNamed(rows: readonly ScenarioResult[], end: string): ScenarioResult {
  const [row, ...others] = rows.filter(({ result }) => result.stolen.endsWith(end));
  if (row === undefined || others.length > 0) throw new Error(`not one row ends with ${end}`);
  return row;
}
