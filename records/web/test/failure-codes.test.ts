import { describe, expect, test } from 'vitest';
import { codesEn, failureEn } from '../page/text/failure-en.ts';
import { codesFr, failureFr } from '../page/text/failure-fr.ts';

const failure = { reason: null, resetsAt: null, limit: null, issues: [] };

// The type of the texts requires every code of the client, so a new code does not compile without words.
describe.each([
  ['French', codesFr, failureFr],
  ['English', codesEn, failureEn],
])('the words for errors in %s', (_, codes, wordsFor) => {
  test.each(Object.keys(codes))('explain %s and name a next step', (code) => {
    const { title, advice } = wordsFor({ ...failure, code });
    expect(title).not.toBe('');
    expect(advice).not.toBe('');
  });

  test.each(['constructor', 'a_code_of_tomorrow'])('explain %s as an unexpected error', (code) => {
    expect(wordsFor({ ...failure, code })).toEqual(wordsFor({ ...failure, code: 'unexpected' }));
  });

  test('say when a quota has units again', () => {
    const resetsAt = Date.UTC(2026, 10, 26, 13, 5);
    expect(wordsFor({ ...failure, code: 'quota_reached', resetsAt }).advice).toContain('14:05');
  });

  test.each(['untrusted', 'split_log'])('separate an answer that is %s from one that is missing', (reason) => {
    const unavailable = wordsFor({ ...failure, code: 'could_not_check', reason: 'unavailable' });
    expect(wordsFor({ ...failure, code: 'could_not_check', reason }).title).not.toBe(unavailable.title);
  });
});
