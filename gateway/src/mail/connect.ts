import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import { createTransport, type Transporter } from 'nodemailer';
import type { MailConfig, MailServer } from '../config/gateway-config.ts';
import { readSecretFile } from '../config/read-config.ts';
import { GatewayError } from '../gateway-error.ts';

const timeoutMs = 30_000;

type TlsFiles = { readonly ca: string; readonly cert?: string; readonly key?: string };

/**
 * The mailbox, connected and signed in. The certificates of the trust file are the only roots. Passwords and tokens are
 * read for each connection, so that a token that was renewed is used.
 *
 * @throws GatewayError `trust_missing`, `login_missing`; an error of the library without personal data
 */
export async function connectImap(config: MailConfig): Promise<ImapFlow> {
  const { imap, user } = config;
  const client = new ImapFlow({
    ...{ host: imap.host, port: imap.port, secure: imap.security === 'tls' },
    // Without this the library signs in on a plain connection if the server offers no STARTTLS.
    doSTARTTLS: imap.security === 'starttls',
    auth: 'token' in config.login ? { user, accessToken: secretOf(config) } : { user, pass: secretOf(config) },
    tls: tlsOptions(config, imap),
    logger: false,
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: 2 * timeoutMs },
  });
  // A socket that fails after a call has its error in the next call.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** @throws GatewayError `trust_missing`, `login_missing` */
export function createSmtp(config: MailConfig): Transporter {
  const { smtp, user } = config;
  return createTransport({
    ...{ host: smtp.host, port: smtp.port, secure: smtp.security === 'tls', requireTLS: smtp.security === 'starttls' },
    auth:
      'token' in config.login
        ? { type: 'OAuth2', user, accessToken: secretOf(config) }
        : { user, pass: secretOf(config) },
    tls: tlsOptions(config, smtp),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: 2 * timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

function secretOf({ login }: MailConfig): string {
  return readSecretFile('token' in login ? login.token : login.password).reveal();
}

function tlsOptions({ trust, client }: MailConfig, { host }: MailServer) {
  const files: TlsFiles = {
    ca: readPem(trust, 'CERTIFICATE'),
    ...(client !== null && {
      cert: readPem(client.certificate, 'CERTIFICATE'),
      key: readSecretFile(client.key).reveal(),
    }),
  };
  return {
    ...files,
    servername: /^[\d.:]+$/.test(host) ? '' : host,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  } as const;
}

function readPem(path: string, kind: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes(`-----BEGIN ${kind}-----`)) return text;
  } catch (cause) {
    throw new GatewayError('trust_missing', `${path}: it cannot be read`, { cause });
  }
  throw new GatewayError('trust_missing', `${path}: it has no ${kind.toLowerCase()}`);
}
