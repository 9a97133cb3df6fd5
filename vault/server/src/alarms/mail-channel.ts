import { createTransport } from 'nodemailer';
import type { Secret } from '@etanche/platform';
import { isLoopback } from '../http/loopback.ts';
import type { AlarmChannel } from './alarm-channel.ts';
import { mailText } from './mail-text.ts';

const timeoutMs = 10_000;

type MailSettings = {
  /** `smtps://user:password@host:465` or `smtp://…`. The latter requires STARTTLS, except on this machine. */
  readonly url: Secret;
  readonly from: string;
  /** URL of the vault's approvals page, or null. */
  readonly approvals: string | null;
  /** Time zone of the times in the text. */
  readonly timeZone: string;
};

/**
 * Sends mail to the practice's contacts, in French and English, without patient data. Without contacts no mail is sent.
 */
export function mailChannel({ url, from, approvals, timeZone }: MailSettings): AlarmChannel {
  const server = new URL(url.reveal());
  const transport = createTransport({
    url: url.reveal(),
    requireTLS: server.protocol === 'smtp:' && !isLoopback(server.hostname),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^@<>\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    name: 'mail',
    deliver: async ({ alarm, contacts }) => {
      if (contacts.length === 0) return;
      await transport.sendMail({
        from,
        to: [...contacts],
        ...mailText(alarm, { approvals, timeZone }),
        // The same id for every attempt, so that a mailbox shows duplicates as one message.
        messageId: `<${alarm.alarm}.${alarm.index}@${domain}>`,
        date: new Date(alarm.at * 1000),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
  };
}
