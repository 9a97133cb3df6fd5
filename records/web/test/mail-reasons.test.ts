import { describe, expect, test } from 'vitest';
import { receiptReasons, refusalReasons } from '@etanche/records-fhir';
import { mailReason } from '../page/exchange/mail-reason.ts';
import { mailEn } from '../page/text/mail-en.ts';
import { mailFr } from '../page/text/mail-fr.ts';

// The types require the words of each refusal and state, so that a new one does not compile without them.
describe.each([
  ['French', mailFr, mailEn],
  ['English', mailEn, mailFr],
])('the words for a mail that failed in %s', (_, m, other) => {
  test.each([
    ...refusalReasons,
    ...receiptReasons,
    'smtp_550',
    'smtp_571',
    'smtp_451',
    'undelivered_5.1.1',
    'undelivered_4.4.7',
  ])('explain %s, and not as in the other language', (reason) => {
    expect(mailReason(reason, m)).toMatch(/^\p{Lu}.*[.)]$/u);
    expect(mailReason(reason, m)).not.toBe(mailReason(reason, other));
  });

  test('differ for each refusal and each code of a recipient’s program', () => {
    const words = [...refusalReasons, ...receiptReasons].map((reason) => mailReason(reason, m));
    expect(new Set(words).size).toBe(words.length);
    for (const reason of receiptReasons) expect(mailReason(reason, m)).not.toContain(m.receiptOther);
  });

  test('show the code of a mail server, also of one that has no words of its own', () => {
    expect(mailReason('smtp_550', m)).toBe(m.withCode(m.smtp['550'] ?? '', '550'));
    expect(mailReason('smtp_451', m)).toBe(m.withCode(m.smtpLater, '451'));
    expect(mailReason('smtp_571', m)).toBe(m.withCode(m.smtpOther, '571'));
    expect(mailReason('undelivered_5.1.1', m)).toContain('5.1.1');
  });

  test.each(['constructor', 'unknown', 'smtp_constructor', 'undelivered_toString'])(
    'explain %s as unknown',
    (reason) => {
      const [, code = reason] = /^undelivered_(.+)$/.exec(reason) ?? [];
      const words = code === reason ? m.receiptOther : m.undeliveredOther;
      expect(mailReason(reason, m)).toBe(m.withCode(words, code));
    },
  );
});
