import type { Logger } from '@etanche/platform';
import { readGateways } from '@etanche/records-client';
import type { GatewayConfig, MailConfig } from '../config/gateway-config.ts';
import type { OpenSession } from '../session/gateway-session.ts';
import { deskOf } from '../intake/file-document.ts';
import { dayIn } from '../intake/read-document.ts';
import { connectImap, createSmtp } from './connect.ts';
import { createMessageIds } from './message-id.ts';
import { receiveMails } from './receive-mails.ts';
import { sendMails } from './send-mails.ts';

export type MailRound = {
  readonly config: GatewayConfig;
  readonly mail: MailConfig;
  readonly session: OpenSession;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Connects, receives what is in the inbox, and sends what waits. Nothing stays connected between two rounds. A failure
 * to receive stops nothing that is to be sent.
 *
 * @throws GatewayError, DataError, RecordsClientError, errors of the connection: the next round tries again
 */
export async function mailRound({ config, mail, session, logger, now }: MailRound): Promise<void> {
  const { client, data, self, list } = session;
  const domain = mail.address.split('@')[1] ?? '';
  const ids = await createMessageIds(client.secrets.indexSecret(), domain, client.environment.random);
  const smtp = createSmtp(mail);
  try {
    const gateways = await readGateways(client);
    const mailbox = await connectImap(mail);
    try {
      try {
        await receiveMails({
          ...{ mailbox, config: mail, ids, gateways, logger, now },
          desk: deskOf(session, config, now()),
          queue: () => list(self.id),
          read: { today: dayIn(config.timeZone, now()), timeZone: config.timeZone },
          answer: async (address, message) => {
            await smtp.sendMail({ envelope: { from: '', to: address }, raw: message });
          },
        });
      } finally {
        await sendMails({ ...{ data, config, ids, gateways, smtp, mailbox, logger, now }, list: await list(self.id) });
      }
    } finally {
      mailbox.close();
    }
  } finally {
    smtp.close();
  }
}
