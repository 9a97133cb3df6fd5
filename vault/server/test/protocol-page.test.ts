import { readFileSync } from 'node:fs';
import { alarmKinds, approvalsNeeded, problemCodes } from '@etanche/core-vault-protocol';
import { jwsTypes, limits } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../src/http/refusal.ts';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const sectionOf = (from: string, to: string) => page.slice(page.indexOf(from), page.indexOf(to));
/** The first two cells of each row of a table; a cell may contain several names. */
const rowsOf = (text: string) =>
  Array.from(text.matchAll(/^\| (`.*?) \| (.*?) \|/gm), ([, names = '', second = '']) => ({
    names: Array.from(names.matchAll(/`([a-z_-]+)`/g), ([, name]) => name ?? ''),
    second,
  }));

describe('docs/protocol.md', () => {
  const problems = rowsOf(sectionOf('\nA vault:\n', '\nThe records server:\n'));

  test.each(problemCodes)('docs/protocol.md gives the status of the problem %s', (code) => {
    const [row, ...others] = problems.filter(({ names }) => names.includes(code));
    expect(others).toEqual([]);
    expect(row?.second.split(', ')).toContain(String(new Refusal(code).status));
  });

  test('docs/protocol.md lists no problem that a vault does not have', () => {
    expect(problems.flatMap(({ names }) => names).sort()).toEqual([...problemCodes].sort());
  });

  test.each(Object.values(jwsTypes))('docs/protocol.md names the signed statement %s', (typ) => {
    expect(page).toContain(`\`${typ}\``);
  });

  test('docs/protocol.md states the limits of requests, manifests and buckets', () => {
    const { requestBytes, manifestBytes, bucketBytes } = limits;
    for (const bytes of [requestBytes, manifestBytes, manifestBytes * 2, manifestBytes + requestBytes, bucketBytes]) {
      expect(page).toContain(bytes.toLocaleString('en'));
    }
  });

  test('docs/protocol.md describes the members of every action of an order, and no others', () => {
    const actions = rowsOf(sectionOf('\n#### 6.1.1 Actions', '\n#### 6.1.2')).flatMap(({ names }) => names.slice(0, 1));
    expect(actions.sort()).toEqual(['genesis', ...Object.keys(approvalsNeeded)].sort());
  });

  test('docs/protocol.md lists every kind of alarm, and no other', () => {
    const [, list = ''] = /The kinds of alarms are (.*?)\.\n/.exec(page) ?? [];
    expect(Array.from(list.matchAll(/`([a-z_]+)`/g), ([, kind]) => kind).sort()).toEqual([...alarmKinds].sort());
  });
});
