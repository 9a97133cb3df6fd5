import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { parseMail, type IncomingMail } from '../src/mail/parse-mail.ts';
import { readDocuments } from '../src/intake/read-document.ts';
import { isRefusal } from '../src/intake/received-document.ts';
import { archiveOf, hprim, letterCda } from './support/documents.ts';
import { rawMail } from './support/raw-mail.ts';

const numRuns = inject('isNightly') ? 200_000 : 300;
const zip = { name: 'IHE_XDM.zip', type: 'application/zip', content: archiveOf([letterCda('m')]) };
const receipt = [
  'From: a@b.example',
  'Content-Type: multipart/report; report-type=disposition-notification; boundary=x',
  '',
  '--x',
  'Content-Type: message/disposition-notification',
  '',
  'Final-Recipient: rfc822;dr.secret@b.example',
  'Original-Message-ID: <1@b>',
  'Disposition: automatic-action/MDN-sent-automatically; processed/Error: 902^Patient SECRET inconnu',
  '--x--',
].join('\r\n');
const mails = [rawMail({ files: [zip] }), rawMail({}), receipt].map((text) => new TextEncoder().encode(text));

/** Some bytes replaced, removed or repeated. */
const mutated = (sources: readonly Uint8Array[]) =>
  fc
    .tuple(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(40)), { minLength: 1, maxLength: 6 }),
    )
    .map(([source, changes]) => {
      let bytes = Array.from(source);
      for (const [at, value, length] of changes) {
        const place = at % Math.max(1, bytes.length);
        if (value % 3 === 0) bytes = [...bytes.slice(0, place), ...bytes.slice(place + length)];
        else if (value % 3 === 1) bytes[place] = value;
        else bytes = [...bytes.slice(0, place + length), ...bytes.slice(place)];
      }
      return Uint8Array.from(bytes);
    });

test('a changed mail is read or refused, and the code of a receipt has no words of its sender', async () => {
  expect((await parseMail(mails[2] ?? new Uint8Array())).receipt?.failure).toBe('902');
  await fc.assert(
    fc.asyncProperty(mutated(mails), async (bytes) => {
      const mail = await parseMail(bytes).catch((error: unknown) => error);
      // The parser refuses a mail with an error of its own; one of the language would be a fault of ours.
      if (mail instanceof Error) return mail.constructor === Error && !mail.message.includes('SECRET');
      const { receipt, isAutomatic, receiptTo } = mail as IncomingMail;
      const isPlain = receipt === null || /^[a-z0-9._]{0,40}$/.test(receipt.failure ?? '');
      return isPlain && (receipt === null || isAutomatic) && (!isAutomatic || receiptTo === null);
    }),
    { numRuns },
  );
});

test('a changed document is read or refused with a code, never with an error', () => {
  expect(isRefusal(readDocuments(letterCda('d'), { today: '2026-11-29', timeZone: 'Europe/Paris' }))).toBe(false);
  const sources = [letterCda('d'), archiveOf([letterCda('e')]), hprim(['DUPONT', 'ANNE', '01/02/1970'], '4,4')];
  fc.assert(
    fc.property(mutated(sources), (bytes) => {
      const read = readDocuments(bytes, { today: '2026-11-29', timeZone: 'Europe/Paris' });
      return isRefusal(read) ? /^[a-z_]{1,40}$/.test(read.code) : read.every(({ facts }) => facts.title !== '');
    }),
    { numRuns },
  );
});
