import type { ImapFlow } from 'imapflow';
import type { Transporter } from 'nodemailer';
import { isEtancheError } from '@etanche/core-wire';
import { errorFields, type Logger } from '@etanche/platform';
import {
  DataError,
  isBySender,
  RecordsClientError,
  sendingIn,
  writerOfMail,
  type AgendaDay,
  type FileResource,
  type Gateways,
  type PatientFile,
  type RecordsData,
} from '@etanche/records-client';
import {
  readQueuedMail,
  refusalReasons,
  withMailAttempts,
  withMailOutcome,
  withSendingEvent,
  type MailAttempts,
  type MailOutcome,
  type SendingEvent,
} from '@etanche/records-fhir';
import { mailRetryDefaults, type GatewayConfig, type RetryConfig } from '../config/gateway-config.ts';
import { createFailures } from '../intake/failures.ts';
import { openOrNull } from '../session/open-or-null.ts';
import { GatewayError } from '../gateway-error.ts';
import { composeMail } from './compose-mail.ts';
import type { MessageIds } from './message-id.ts';
import { isDue, isLast, nextAttempt } from './next-attempt.ts';
import { refusalOf } from './smtp-refusal.ts';

/** The steps of one mail, in order. A test stops the gateway at each. */
export type SendStep = 'composed' | 'recorded' | 'accepted' | 'marked' | 'listed';

export type SendOptions = {
  readonly data: RecordsData;
  /** The open list of the gateway, with an item for each mail that waits. */
  readonly list: AgendaDay;
  readonly config: GatewayConfig;
  readonly ids: MessageIds;
  /** Members whose versions of a mail say only how far it is. */
  readonly gateways: Gateways;
  readonly smtp: Pick<Transporter, 'sendMail'>;
  /** The mailbox, to ask whether a mail left; null if the operator keeps no sent mail. */
  readonly mailbox: ImapFlow | null;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onStep?: (step: SendStep) => void | Promise<void>;
};

/**
 * Sends the mails that wait on the gateway's list. Before a mail leaves, its Message-ID is sealed in the patient's
 * file; afterwards the record says that it was sent. After a crash between the two, the mailbox is asked for the
 * Message-ID; if it does not know it, or cannot be asked, the mail is sent with the same Message-ID, so that mail
 * programs show it once. One that fails, as for a patient whose file does not verify, waits for a pause that doubles,
 * and does not stop the others. A mail that the server refuses for good ends at once, and one that it refuses for now
 * after the time of the configuration, if the mailbox does not know it. One that another member wrote than the one in
 * whose name it would leave is refused.
 *
 * @throws DataError, RecordsClientError; errors of the connection: later mails would fail too
 */
export async function sendMails(options: SendOptions): Promise<void> {
  const { list, logger } = options;
  await list.refresh();
  const failures = createFailures();
  for (const entry of list.entries()) {
    await sendListed(options, entry).catch((error: unknown) => {
      failures.add(error);
      logger.warn('mail_waits', errorFields(error));
    });
  }
}

async function sendListed(options: SendOptions, { id, resource }: FileResource): Promise<void> {
  const mail = readQueuedMail(id, resource);
  const { list, now } = options;
  if (mail === null || mail.outcome !== null || !isDue(mail.attempts, now())) return;
  const attempts = nextAttempt(mail.attempts, retryOf(options), now());
  const task = withMailAttempts(resource, attempts);
  await list.put(task, id);
  const file = await openOrNull(options.data, mail.patient.scope);
  if (file !== null && !(await sendOne(options, file, mail.record, attempts))) return;
  const sending = file === null ? null : sendingIn(file, mail.record);
  // A mail that is gone may have left at an attempt before.
  const gone = mail.attempts !== null ? 'given_up' : file === null ? 'file_missing' : 'mail_missing';
  const outcome: MailOutcome = sending ?? { state: 'refused', reason: gone };
  const { gateways } = options;
  const writer = file === null ? null : await writerOfMail(file, mail.record, gateways);
  await list.put(withMailOutcome(task, new Date(now()).toISOString(), outcome, writer), id);
  await options.onStep?.('listed');
}

/** @returns false for a mail that has to be tried again */
async function sendOne(
  options: SendOptions,
  file: PatientFile,
  record: string,
  attempts: MailAttempts,
): Promise<boolean> {
  const { ids, gateways, config, smtp, now, logger, onStep = () => undefined } = options;
  const sending = sendingIn(file, record);
  if (sending === null || (sending.state !== 'waiting' && sending.state !== 'sending')) return true;
  if (sending.state === 'sending' && (await isSent(options, sending.messageId))) {
    await markSent(options, file, record);
    return true;
  }
  const messageId = sending.messageId ?? (await ids.make({ scope: file.scope, record }));
  const mail = await orCode(async () => {
    if (!(await isBySender(file, record, gateways))) {
      throw new GatewayError('sender_unproved', 'another member wrote the mail than its sender');
    }
    return composeMail({ config, file, record, now: now() }, sending, messageId);
  });
  if (typeof mail === 'string') {
    // An attempt before, whose answer was lost, may have delivered it.
    const reason = sending.state === 'sending' ? 'given_up' : mail;
    await mark(file, record, { state: 'refused', reason });
    logger.warn('mail_refused', { code: mail });
    return true;
  }
  await onStep('composed');
  if (sending.state === 'waiting') await mark(file, record, { state: 'sending', messageId });
  await onStep('recorded');
  const isOver = isLast(attempts, retryOf(options), now());
  const refusal = await refusalOf(() => smtp.sendMail(mail)).catch((error: unknown) => {
    if (!isOver) throw error;
    return { code: 'connection', isFinal: false };
  });
  if (refusal !== null) {
    const { code, isFinal } = refusal;
    if (!isFinal && !isOver) {
      if (code !== sending.reason) await mark(file, record, { state: 'sending', messageId, reason: code });
      logger.warn('mail_delayed', { code, count: attempts.count });
      return false;
    }
    if (!isFinal && (await isSent(options, messageId))) {
      await markSent(options, file, record);
      return true;
    }
    await mark(file, record, { state: 'refused', reason: isFinal ? code : 'given_up' });
    logger.warn('mail_refused', { code, count: attempts.count });
    return true;
  }
  await onStep('accepted');
  await markSent(options, file, record);
  await onStep('marked');
  logger.info('mail_sent');
  return true;
}

function retryOf({ config }: SendOptions): RetryConfig {
  return config.mail?.retry ?? mailRetryDefaults;
}

async function markSent({ now }: SendOptions, file: PatientFile, record: string): Promise<void> {
  await mark(file, record, { state: 'sent', at: new Date(now()).toISOString() });
}

async function mark(file: PatientFile, record: string, event: SendingEvent): Promise<void> {
  const found = file.resource(record);
  if (found === null) return;
  const { version, resource } = found;
  await file.write([{ kind: 'update', id: record, base: version, resource: withSendingEvent(resource, event) }]);
}

/** Whether the mailbox's folder of sent mail has this Message-ID. */
async function isSent({ mailbox, config }: SendOptions, messageId: string | null): Promise<boolean> {
  const sent = config.mail?.folders.sent ?? null;
  if (mailbox === null || sent === null || messageId === null) return false;
  const lock = await mailbox.getMailboxLock(sent);
  try {
    const found = await mailbox.search({ header: { 'message-id': messageId } }, { uid: true });
    return Array.isArray(found) && found.length > 0;
  } finally {
    lock.release();
  }
}

/** The code of an error of the mail itself, which sending again would repeat, in place of the value. */
async function orCode<T>(step: () => Promise<T>): Promise<T | string> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof DataError || error instanceof RecordsClientError) throw error;
    const code = isEtancheError(error) ? error.code : 'failed';
    return refusalReasons.find((one) => one === code) ?? 'failed';
  }
}
