import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import createImap from 'hoodiecrow-imap';
import { SMTPServer } from 'smtp-server';
import type { LoopbackCertificate } from './loopback-certificate.ts';
import { receiptFor } from './receipt-for.ts';

/** A message that left the practice. */
export type SentMail = {
  /** From 1, in the order of their sending. */
  readonly number: number;
  readonly to: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** One character for each byte. */
  readonly raw: string;
};

type MailServersOptions = LoopbackCertificate & {
  readonly user: string;
  readonly password: string;
  readonly now: () => number;
};

export type MailServers = AsyncDisposable & {
  readonly smtpPort: number;
  readonly imapPort: number;
  /** The newest messages. They are in memory, until the servers stop. */
  readonly sent: readonly SentMail[];
  /** The raw messages of a folder of the mailbox. */
  folder(name: string): readonly string[];
  /** Delivers a raw message to the mailbox. */
  receive(raw: string): void;
};

const mostKept = 100;
const mostBytes = 20 * 1024 * 1024;
/** A mailbox with this name exists nowhere, so that a refusal can be tried. */
const nobody = /^(?:inconnu|unknown)@/i;
/** A mailbox with this name is never ready, so that a refusal for now can be tried. */
const busy = /^(?:occupe|busy)@/i;

/**
 * A mail operator on this computer: SMTP and IMAP with TLS, and one mailbox. It delivers to nobody: it keeps each
 * message, and answers with a receipt in place of the recipient's program.
 */
export async function startMailServers(options: MailServersOptions): Promise<MailServers> {
  await using building = new AsyncDisposableStack();
  const { certificate: cert, key, user, password, now } = options;
  const imap = createImap({
    plugins: ['ID', 'SASL-IR', 'AUTH-PLAIN', 'NAMESPACE', 'ENABLE', 'LITERALPLUS', 'UNSELECT', 'MOVE', 'UIDPLUS'],
    ...{ secureConnection: true, credentials: { key, cert }, users: { [user]: { password } } },
    storage: { INBOX: { messages: [] }, '': { separator: '/', folders: { Sent: { messages: [] } } } },
  });
  const sockets = new Set<Socket>();
  imap.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  building.defer(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      imap.close(resolve);
    });
  });
  imap.listen(0, '127.0.0.1');
  await once(imap.server, 'listening');

  const sent: SentMail[] = [];
  let count = 0;
  const deliver = async (to: readonly string[], raw: string): Promise<void> => {
    count += 1;
    sent.push({ number: count, to, at: now(), raw });
    if (sent.length > mostKept) sent.shift();
    imap.appendMessage('Sent', ['\\Seen'], false, raw);
    const receipt = await receiptFor(raw, to[0] ?? '', now());
    if (receipt !== null) imap.appendMessage('INBOX', [], false, receipt);
  };
  const smtp = new SMTPServer({
    ...{ secure: true, key, cert, size: mostBytes, authMethods: ['PLAIN'] },
    onAuth: ({ username, password: given }, _session, done) => {
      if (username === user && given === password) done(null, { user });
      else done(new Error('wrong user or password'));
    },
    onRcptTo: ({ address }, _session, done) => {
      if (nobody.test(address)) done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      else if (busy.test(address)) done(Object.assign(new Error('try again later'), { responseCode: 451 }));
      else done();
    },
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('the message is too large'), { responseCode: 552 }));
          return;
        }
        const to = envelope.rcptTo.map(({ address }) => address);
        deliver(to, Buffer.concat(parts).toString('latin1')).then(() => {
          done();
        }, done);
      });
    },
  });
  smtp.on('error', () => undefined);
  building.defer(
    () =>
      new Promise<void>((resolve) => {
        smtp.close(resolve);
      }),
  );
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');

  const running = building.move();
  return {
    smtpPort: (smtp.server.address() as AddressInfo).port,
    imapPort: (imap.server.address() as AddressInfo).port,
    sent,
    folder: (name) => (imap.getMailbox(name)?.messages ?? []).map(({ raw }) => raw),
    receive: (raw) => {
      imap.appendMessage('INBOX', [], false, raw);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
