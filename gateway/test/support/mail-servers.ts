import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import createImap from 'hoodiecrow-imap';
import { SMTPServer } from 'smtp-server';
import { certificate, key } from './certificates.ts';

export type MailServerOptions = {
  readonly smtp?: 'tls' | 'starttls' | 'plain';
  readonly imap?: 'tls' | 'starttls' | 'plain';
  /** PEM of the only certificate that a client may have. */
  readonly clientCertificate?: string;
};

/** A message that the SMTP server accepted. */
export type Delivered = { readonly from: string; readonly to: readonly string[]; readonly raw: string };

export type MailServers = AsyncDisposable & {
  readonly smtpPort: number;
  readonly imapPort: number;
  readonly delivered: Delivered[];
  /** Decides about each message before it is accepted; throws to refuse it. */
  onMessage: (delivered: Delivered) => void | Promise<void>;
  /** Puts a message into a folder. */
  put(raw: string, folder?: string): void;
  /** The raw messages and flags of a folder. */
  folder(name: string): { readonly raw: string; readonly flags: readonly string[] }[];
};

export const mailUser = 'cabinet';
export const mailPassword = 'un mot de passe';
export const mailToken = 'un-jeton';

/** An SMTP server and an IMAP server on free ports, each with one mailbox. */
export async function startMailServers(options: MailServerOptions = {}): Promise<MailServers> {
  const delivered: Delivered[] = [];
  const servers = {
    onMessage: (_delivered: Delivered): void | Promise<void> => undefined,
  };
  const asksCertificate = options.clientCertificate !== undefined;
  const smtp = new SMTPServer({
    ...{ secure: (options.smtp ?? 'tls') === 'tls', key, cert: certificate },
    ...(options.clientCertificate !== undefined && { ca: options.clientCertificate }),
    ...{ requestCert: asksCertificate, rejectUnauthorized: asksCertificate },
    disabledCommands: options.smtp === 'plain' ? ['STARTTLS'] : [],
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'XOAUTH2'],
    onAuth: ({ username, password, accessToken }, _session, done) => {
      const isKnown = username === mailUser && (password === mailPassword || accessToken === mailToken);
      if (isKnown) done(null, { user: username });
      else done(new Error('wrong user or password'));
    },
    onData: (stream, session, done) => {
      let raw = '';
      stream.on('data', (part: Buffer) => (raw += part.toString('latin1')));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const one = { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), raw };
        void Promise.resolve()
          .then(() => servers.onMessage(one))
          .then(
            () => {
              delivered.push(one);
              done();
            },
            (error: unknown) => {
              done(error as Error);
            },
          );
      });
    },
  });
  smtp.on('error', () => undefined);
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');

  const plugins = [
    'ID',
    'SASL-IR',
    'AUTH-PLAIN',
    'XOAUTH2',
    'NAMESPACE',
    'ENABLE',
    'LITERALPLUS',
    'UNSELECT',
    'MOVE',
    'UIDPLUS',
  ];
  const imap = createImap({
    plugins: options.imap === 'starttls' ? [...plugins, 'STARTTLS'] : plugins,
    secureConnection: (options.imap ?? 'tls') === 'tls',
    credentials: {
      ...{ key, cert: certificate },
      ...(asksCertificate && { ca: options.clientCertificate, requestCert: true, rejectUnauthorized: true }),
    },
    users: { [mailUser]: { password: mailPassword, xoauth2: { accessToken: mailToken, sessionTimeout: 3_600_000 } } },
    storage: { INBOX: { messages: [] }, '': { separator: '/', folders: { Sent: { messages: [] } } } },
  });
  const sockets = new Set<Socket>();
  imap.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  imap.listen(0, '127.0.0.1');
  await once(imap.server, 'listening');

  return Object.assign(servers, {
    smtpPort: (smtp.server.address() as AddressInfo).port,
    imapPort: (imap.server.address() as AddressInfo).port,
    delivered,
    put(raw: string, folder = 'INBOX') {
      imap.appendMessage(folder, [], false, raw);
    },
    folder: (name: string) =>
      (imap.getMailbox(name)?.messages ?? []).map(({ raw, flags }) => ({ raw, flags: [...flags] })),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => {
          smtp.close(() => {
            resolve();
          });
        }),
        new Promise<void>((resolve) => {
          imap.close(() => {
            resolve();
          });
        }),
      ]);
    },
  });
}
