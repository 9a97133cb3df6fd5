import { expect, test } from 'vitest';
import { documentsOf } from '../src/mail/documents-of-mail.ts';
import { parseMail } from '../src/mail/parse-mail.ts';
import { archiveOf, letterCda } from './support/documents.ts';
import { rawMail } from './support/raw-mail.ts';

const read = { today: '2026-11-29', timeZone: 'Europe/Paris' };
const pdf = (text: string) => ({ name: 'a.pdf', type: 'application/pdf', content: Buffer.from(`%PDF-1.4 ${text}`) });
const zip = (letters: readonly string[]) => ({
  ...{ name: 'IHE_XDM.zip', type: 'application/zip' },
  content: archiveOf(letters.map((letter) => letterCda(letter))),
});
const mail = (files: Parameters<typeof rawMail>[0]['files']) =>
  parseMail(new TextEncoder().encode(rawMail(files === undefined ? {} : { files })));

test('a mail with more documents than the limit is refused, and one with as many is read', async () => {
  const most = { documents: 3, bytes: 1_000_000 };
  const [three, four] = [['1', '2', '3'].map(pdf), ['1', '2', '3', '4'].map(pdf)];
  expect(documentsOf(await mail(three), read, most)).toHaveLength(3);
  expect(documentsOf(await mail(four), read, most)).toEqual({ code: 'too_many_documents' });
});

test('archives that hold more than the limits together are refused, though each holds less', async () => {
  const archives = [zip(['a', 'b']), zip(['c', 'd'])];
  const size = letterCda('a').length;
  expect(documentsOf(await mail(archives), read, { documents: 4, bytes: 5 * size })).toHaveLength(4);
  expect(documentsOf(await mail(archives), read, { documents: 3, bytes: 5 * size })).toEqual({
    code: 'too_many_documents',
  });
  expect(documentsOf(await mail(archives), read, { documents: 4, bytes: 3 * size })).toEqual({
    code: 'mail_too_large',
  });
});

test('the same bytes twice are one document', async () => {
  expect(documentsOf(await mail([pdf('same'), pdf('same')]), read)).toHaveLength(1);
});
