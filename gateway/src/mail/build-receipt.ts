import { createHash } from 'node:crypto';

type ReceiptFacts = {
  /** The practice's address. */
  readonly from: string;
  /** The address that asked, which is the Return-Path. */
  readonly to: string;
  /** Message-ID of the mail, with its angle brackets. */
  readonly original: string;
  readonly subject: string;
  /** Null if the documents were filed. */
  readonly failure: { readonly code: string; readonly label: string } | null;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/**
 * A receipt (RFC 8098) as the guide of MSSanté asks. Its Message-ID follows from that of the mail, so that a receipt
 * that is sent again is the same one. It is sent with an empty return path, so that nothing answers it.
 */
export function buildReceipt({ from, to, original, subject, failure, now }: ReceiptFacts): Buffer {
  const digest = createHash('sha256').update(`${original}\0${from}`).digest('hex').slice(0, 40);
  const boundary = `receipt-${digest}`;
  const prefix = failure === null ? '' : `[KO Intégration système !][${failure.code}] `;
  const disposition = failure === null ? 'processed' : `processed/Error: ${failure.code}^${failure.label}`;
  const words =
    failure === null
      ? 'Les documents de votre message ont été classés dans le dossier du patient.'
      : `Les documents de votre message n’ont pas pu être intégrés : ${failure.label}.`;
  const domain = from.split('@')[1] ?? 'localhost';
  const lines = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${encoded(`${prefix}${subject}`)}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${digest}@${domain}>`,
    `In-Reply-To: ${original}`,
    `References: ${original}`,
    'Auto-Submitted: auto-replied (disposition-notification)',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=disposition-notification; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`${words}\r\n`).toString('base64'),
    `--${boundary}`,
    'Content-Type: message/disposition-notification',
    '',
    'Reporting-UA: Etanche',
    `Original-Recipient: rfc822;${from}`,
    `Final-Recipient: rfc822;${from}`,
    `Original-Message-ID: ${original}`,
    `Disposition: automatic-action/MDN-sent-automatically; ${disposition}`,
    '',
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** RFC 2047 in pieces of at most 45 bytes, since a word has at most 75 characters. */
function encoded(text: string): string {
  const characters = Array.from(text.replaceAll(/[\r\n]+/g, ' ').slice(0, 500));
  const words: string[] = [];
  let piece = '';
  for (const character of characters) {
    if (Buffer.byteLength(piece + character) > 45) {
      words.push(piece);
      piece = '';
    }
    piece += character;
  }
  words.push(piece);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
