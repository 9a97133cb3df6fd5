import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';

/**
 * Mailboxes with these names answer with an error, do not answer, or are found missing later, so that each can be
 * tried.
 */
const failing = /^(?:erreur|error)@/i;
const silent = /^(?:muet|silent)@/i;
const gone = /^(?:parti|gone)@/i;

/**
 * The receipt (RFC 8098) with which the recipient's program would answer a message, in place of that program, or the
 * report of a server that cannot deliver it (RFC 3464). A receipt is never answered.
 *
 * @param raw the message, one character for each byte
 * @param now milliseconds since 1970
 * @returns null if the message asks for none, or its recipient never answers
 */
export async function receiptFor(raw: string, recipient: string, now: number): Promise<string | null> {
  const mail = await PostalMime.parse(Buffer.from(raw, 'latin1'));
  const asks = mail.headers.some(({ key }) => key === 'disposition-notification-to');
  const { messageId, from } = mail;
  if (!asks || messageId === undefined || from?.address === undefined || recipient === '') return null;
  if (silent.test(recipient)) return null;
  const isGone = gone.test(recipient);
  const digest = createHash('sha256').update(`${messageId}\0${recipient}`).digest('hex').slice(0, 40);
  const domain = recipient.split('@')[1] ?? 'localhost';
  return [
    `Return-Path: <>`,
    `From: <${isGone ? `mailer-daemon@${domain}` : recipient}>`,
    `To: <${from.address}>`,
    `Subject: ${isGone ? 'Message non remis' : 'Accuse de traitement'}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${digest}@${domain}>`,
    `In-Reply-To: ${messageId}`,
    ...(isGone ? reportOf(recipient) : receiptOf(recipient, messageId)),
    '',
  ].join('\r\n');
}

function receiptOf(recipient: string, messageId: string): readonly string[] {
  const modifier = failing.test(recipient) ? '/Error: 902^Patient inconnu' : '';
  return [
    'Auto-Submitted: auto-replied (disposition-notification)',
    ...parts('disposition-notification', 'Les documents ont ete integres (demonstration).', [
      'Reporting-UA: demonstration',
      `Final-Recipient: rfc822;${recipient}`,
      `Original-Message-ID: ${messageId}`,
      `Disposition: automatic-action/MDN-sent-automatically; processed${modifier}`,
    ]),
  ];
}

function reportOf(recipient: string): readonly string[] {
  return [
    'Auto-Submitted: auto-replied',
    ...parts('delivery-status', "Cette adresse n'existe pas (demonstration).", [
      'Reporting-MTA: dns;demonstration',
      '',
      `Final-Recipient: rfc822;${recipient}`,
      'Action: failed',
      'Status: 5.1.1',
    ]),
  ];
}

/** A report of words and of fields that a program reads. */
function parts(type: 'disposition-notification' | 'delivery-status', words: string, fields: readonly string[]) {
  return [
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="report"`,
    '',
    '--report',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    words,
    '--report',
    `Content-Type: message/${type}`,
    '',
    ...fields,
    '',
    '--report--',
  ];
}
