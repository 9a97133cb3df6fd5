import { expect, test } from 'vitest';
import { refusalOf } from '../src/mail/smtp-refusal.ts';

/** An error as nodemailer has it. */
const failing = (fields: { readonly code: string; readonly responseCode?: number }) => () =>
  Promise.reject(Object.assign(new Error('of the server'), fields));

test.each([
  [
    { code: 'EENVELOPE', responseCode: 450 },
    { code: 'smtp_450', isFinal: false },
  ],
  [
    { code: 'EENVELOPE', responseCode: 550 },
    { code: 'smtp_550', isFinal: true },
  ],
  [
    { code: 'EMESSAGE', responseCode: 451 },
    { code: 'smtp_451', isFinal: false },
  ],
  [
    { code: 'EMESSAGE', responseCode: 552 },
    { code: 'smtp_552', isFinal: true },
  ],
  // Without an answer: larger than the server announced, and an address that the library does not send.
  [{ code: 'EMESSAGE' }, { code: 'smtp_552', isFinal: true }],
  [{ code: 'EENVELOPE' }, { code: 'smtp_553', isFinal: true }],
])('a message that fails with %j is refused', async (fields, refusal) => {
  expect(await refusalOf(failing(fields))).toEqual(refusal);
});

test('a message that is accepted is not refused', async () => {
  expect(await refusalOf(() => Promise.resolve())).toBeNull();
});

test.each([
  { code: 'EAUTH', responseCode: 535 },
  { code: 'ECONNECTION', responseCode: 421 },
  { code: 'ESOCKET' },
  { code: 'ETIMEDOUT' },
])('%j concerns every message', async (fields) => {
  await expect(refusalOf(failing(fields))).rejects.toMatchObject(fields);
});
