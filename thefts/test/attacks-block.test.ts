import { readFileSync } from 'node:fs';
import { replaceBlock } from '@etanche/platform';
import { expect, test } from 'vitest';
import { attacksBlock, type AttacksBlock, type ScenarioResult } from '../src/index.ts';

const run = { date: new Date('2026-11-28T23:59:59Z'), size: '2,000 patients', machine: '2 × Xeon' };

function played(change: Partial<ScenarioResult['result']>, bound = 120): ScenarioResult {
  const result = {
    id: 'T2',
    stolen: 'a doctor’s device | account',
    tried: 'everything',
    then: 2000,
    undefended: 2000,
    defended: 118,
    of: 2000,
    unit: 'persons' as const,
    alarmAt: 20,
    seconds: 12.4,
    ...change,
  };
  return { result, bound, alarmBy: 25, remarks: [] };
}

function rowOf(each: ScenarioResult): string {
  return attacksBlock(run, [each]).split('\n').at(-1) ?? '';
}

test('the block begins with the date, the size and the machine of the run', () => {
  expect(attacksBlock(run, [])).toMatch(/^Measured on 2026-11-28: 2,000 patients; 2 × Xeon\.\n\n\| {2}\| Stolen \|/);
});

test('a row has every figure of the result', () => {
  expect(rowOf(played({}))).toBe(
    '| T2 | a doctor’s device \\| account | 2,000 | 2,000 | **118** | 120 | 2,000 | 20 | 12 |',
  );
});

test('a figure that does not exist is a hyphen, and zero is a figure', () => {
  const row = rowOf({ ...played({ then: null, alarmAt: null, defended: 0 }, 0), alarmBy: null });
  expect(row).toBe('| T2 | a doctor’s device \\| account | - | 2,000 | **0** | 0 | 2,000 | - | 12 |');
});

test.each([
  ['the attacker got more than the limit', played({ defended: 121 })],
  ['the attack fails without the defence too', played({ undefended: 118 })],
  ['the alarm was raised too late', played({ alarmAt: 26 })],
  ['no alarm was raised', played({ alarmAt: null })],
])('a row says that it does not hold when %s', (_case, each) => {
  expect(rowOf(each)).toContain('(does not hold)');
});

test('a row says that the practice is too small for its limit', () => {
  expect(rowOf(played({ of: 100, defended: 100, undefended: 100 }))).toContain(
    '**100** (not demonstrable at this size)',
  );
});

test.each(['attacks-check', 'attacks-records', 'attacks-identities'] satisfies AttacksBlock[])(
  'docs/attacks.md has the block %s',
  (name) => {
    const document = readFileSync(new URL('../../docs/attacks.md', import.meta.url), 'utf8');
    expect(replaceBlock(document, name, 'new')).not.toBe(document);
  },
);
