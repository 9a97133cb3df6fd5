import type { ImapFlow } from 'imapflow';
import { errorFields, type Logger } from '@etanche/platform';
import type { AgendaDay, Gateways } from '@etanche/records-client';
import type { MailConfig } from '../config/gateway-config.ts';
import { fileDocument, isFaulty, type Desk } from '../intake/file-document.ts';
import { isOfSeveral } from '../intake/one-patient.ts';
import type { ReadOptions } from '../intake/read-document.ts';
import { createFailures } from '../intake/failures.ts';
import { isRefusal } from '../intake/received-document.ts';
import { buildReceipt } from './build-receipt.ts';
import { documentsOf, wordsOf } from './documents-of-mail.ts';
import type { MessageIds } from './message-id.ts';
import { parseMail, type IncomingMail } from './parse-mail.ts';
import { settleReceipt } from './settle-receipt.ts';
import { refusalOf } from './smtp-refusal.ts';

/** The steps of one mail, in order. A test stops the gateway at each. */
export type ReceiveStep = 'fetched' | 'read' | 'sealed' | 'answering' | 'answered' | 'moved';

export type ReceiveOptions = {
  readonly mailbox: ImapFlow;
  readonly config: MailConfig;
  readonly desk: Desk;
  readonly ids: MessageIds;
  /** Members whose versions of a mail say only how far it is. */
  readonly gateways: Gateways;
  /** The list of the gateway, opened once for the session. */
  readonly queue: () => Promise<AgendaDay>;
  readonly read: ReadOptions;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Sends a message with an empty return path. */
  readonly answer: (to: string, message: Buffer) => Promise<void>;
  readonly onStep?: (step: ReceiveStep) => void | Promise<void>;
};

/** `refused`: nothing of it was filed, and a person has to look at it in the mailbox. */
type Outcome = { readonly kind: 'done' | 'refused'; readonly code: string; readonly isFiled: boolean };

/** A keyword of RFC 3503: a receipt of this mail was sent, or is being sent. */
const receiptFlag = '$MDNSent';

/**
 * Reads all mails of the inbox. A mail stays there, unread, until what it has is sealed; then it is marked as read and
 * moved. A mail that this process did not finish is read again and filed once. One that fails, as for a patient whose
 * file does not verify, waits for the next round and does not stop the mails behind it.
 *
 * @throws DataError, RecordsClientError, errors of the connection for which later mails would fail too
 */
export async function receiveMails(options: ReceiveOptions): Promise<void> {
  const { mailbox, config, logger } = options;
  const { inbox, done, refused } = config.folders;
  for (const folder of [done, refused]) await makeFolder(mailbox, folder);
  const lock = await mailbox.getMailboxLock(inbox);
  try {
    const found = await mailbox.search({ all: true }, { uid: true });
    const failures = createFailures();
    for (const uid of (found || []).toSorted((one, other) => one - other)) {
      await receiveOne(options, String(uid)).catch((error: unknown) => {
        failures.add(error);
        logger.warn('mail_waits', errorFields(error));
      });
    }
  } finally {
    lock.release();
  }
}

async function receiveOne(options: ReceiveOptions, uid: string): Promise<void> {
  const { mailbox, config, logger, onStep = () => undefined } = options;
  const size = await mailbox.fetchOne(uid, { size: true, flags: true }, { uid: true });
  if (size === false) return;
  let mail: IncomingMail | null = null;
  let outcome: Outcome = { kind: 'refused', code: 'mail_too_large', isFiled: false };
  if ((size.size ?? 0) <= config.mostBytes) {
    // BODY.PEEK: reading does not mark it as read.
    const fetched = await mailbox.fetchOne(uid, { source: true }, { uid: true });
    if (fetched === false || fetched.source === undefined) return;
    await onStep('fetched');
    mail = await parseMail(fetched.source).catch(() => null);
    await onStep('read');
    outcome = mail === null ? { ...outcome, code: 'mail_unreadable' } : await handleOrRefuse(options, mail);
    await onStep('sealed');
  }
  if (mail !== null) await answer(options, uid, mail, outcome, size.flags?.has(receiptFlag) === true);
  await mailbox.messageFlagsAdd(uid, ['\\Seen'], { uid: true });
  await mailbox.messageMove(uid, outcome.kind === 'done' ? config.folders.done : config.folders.refused, { uid: true });
  await onStep('moved');
  logger.info('mail_received', { code: outcome.code });
}

async function handleOrRefuse(options: ReceiveOptions, mail: IncomingMail): Promise<Outcome> {
  try {
    return await handle(options, mail);
  } catch (error) {
    if (!isFaulty(error)) throw error;
    return { kind: 'refused', code: 'document_refused', isFiled: false };
  }
}

async function handle({ desk, ids, gateways, queue, read }: ReceiveOptions, mail: IncomingMail): Promise<Outcome> {
  const done = (code: string, isFiled = false): Outcome => ({ kind: 'done', code, isFiled });
  if (mail.receipt !== null) {
    const isSettled = await settleReceipt({ data: desk.data, ids, gateways, queue }, mail.receipt, desk.at);
    return done(isSettled ? 'receipt' : 'receipt_ignored');
  }
  const documents = documentsOf(mail, read);
  if (isRefusal(documents)) return { kind: 'refused', code: documents.code, isFiled: false };
  // An absence or an acknowledgement of a program has nothing to keep.
  if (documents.length === 0 && mail.isAutomatic) return done('automatic');
  if (isOfSeveral(documents)) return { kind: 'refused', code: 'several_patients', isFiled: false };
  let isFiled = documents.length > 0;
  for (const document of documents.length === 0 ? [wordsOf(mail, read)] : documents) {
    const from = document.from === '' ? mail.fromName || mail.from : document.from;
    const filed = await fileDocument(desk, { ...document, from }, { kind: 'mail', address: mail.from });
    isFiled &&= filed.kind === 'filed';
  }
  return done(isFiled ? 'filed' : 'to_assign', isFiled);
}

/**
 * Answers a request for a receipt, once: the flag is set before the receipt is sent. A mail that waits to be assigned
 * is not answered, since nobody knows yet whether it belongs here.
 */
async function answer(
  { mailbox, config, now, logger, answer: send, onStep = () => undefined }: ReceiveOptions,
  uid: string,
  mail: IncomingMail,
  outcome: Outcome,
  isAnswered: boolean,
): Promise<void> {
  const { receiptTo, messageId } = mail;
  const isDecided = outcome.kind === 'refused' || outcome.isFiled;
  if (receiptTo === null || messageId === null || isAnswered || !isDecided) return;
  if (receiptTo === config.address.toLowerCase()) return;
  await mailbox.messageFlagsAdd(uid, [receiptFlag], { uid: true });
  await onStep('answering');
  const failure = outcome.kind === 'done' ? null : failureOf(outcome.code);
  const facts = { from: config.address, to: receiptTo, original: messageId, subject: mail.subject, now: now() };
  // An address that the server refuses must not keep the mail in the inbox.
  const refusal = await refusalOf(() => send(receiptTo, buildReceipt({ ...facts, failure })));
  if (refusal !== null) logger.warn('receipt_refused', { code: refusal.code });
  await onStep('answered');
}

/** Codes of HL7 table 0357, as the guide asks. */
function failureOf(code: string): { readonly code: string; readonly label: string } {
  if (code === 'several_patients') return { code: '102', label: 'plusieurs patients' };
  return { code: '102', label: 'document illisible' };
}

async function makeFolder(mailbox: ImapFlow, folder: string): Promise<void> {
  const folders = await mailbox.list();
  if (!folders.some(({ path }) => path === folder)) await mailbox.mailboxCreate(folder);
}
