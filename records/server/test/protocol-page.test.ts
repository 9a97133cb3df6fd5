import { readFileSync } from 'node:fs';
import { recordsProblemCodes } from '@etanche/core-records-protocol';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../src/http/refusal.ts';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const table = page.slice(page.indexOf('\nThe records server:\n'), page.indexOf('\n## 6. '));
const rows = Array.from(table.matchAll(/^\| (`.*?) \| (\d+) \|/gm), ([, names = '', status = '']) => ({
  names: Array.from(names.matchAll(/`([a-z_]+)`/g), ([, name]) => name ?? ''),
  status: Number(status),
}));

describe('docs/protocol.md', () => {
  test.each(recordsProblemCodes)('gives the status of the problem %s', (code) => {
    expect(rows.filter(({ names }) => names.includes(code)).map(({ status }) => status)).toEqual([
      new Refusal(code).status,
    ]);
  });

  test('names no problem that the records server does not have', () => {
    expect(rows.flatMap(({ names }) => names).sort()).toEqual([...recordsProblemCodes].sort());
  });
});
