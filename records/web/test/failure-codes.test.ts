import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordsProblemCodes } from '@etanche/core-records-protocol';
import { codesEn } from '../page/text/failure-en.ts';
import { codesFr } from '../page/text/failure-fr.ts';

/** The members of a union type of codes, as the client's source declares them. */
function codesIn(path: string, type: string): string[] {
  const source = readFileSync(new URL(`../../client/src/${path}`, import.meta.url), 'utf8');
  const union = new RegExp(`export type ${type} =([^;]*);`).exec(source)?.[1] ?? '';
  return Array.from(union.matchAll(/'([a-z_]+)'/g), ([, code = '']) => code);
}

/** Codes of calls that no screen makes, and of the vaults' client, which the client of Records wraps. */
const codes = [
  ...recordsProblemCodes,
  ...codesIn('records-client-error.ts', 'RecordsClientErrorCode'),
  ...codesIn('data/data-error.ts', 'DataErrorCode'),
  'unexpected',
];

describe('the words for errors', () => {
  test('are compared with every code of the client', () => {
    expect(codes).toEqual(expect.arrayContaining(['locked', 'quota_reached', 'vaults_missing', 'erased']));
  });

  test.each(codes)('explain %s in French and English, each with a next step', (code) => {
    for (const texts of [codesFr, codesEn]) {
      const [title, advice] = texts[code] ?? [];
      expect(title).toBeTruthy();
      expect(advice).toBeTruthy();
    }
  });
});
