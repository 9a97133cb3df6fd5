import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { connectImap, createSmtp } from '../src/mail/connect.ts';
import { certificate, clientCertificate, clientKey, otherCertificate } from './support/certificates.ts';
import { mailConfig } from './support/gateway-practice.ts';
import { mailPassword, mailToken, startMailServers, type MailServerOptions } from './support/mail-servers.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'etanche-connect-'));
  const files = {
    'roots.pem': certificate,
    'other.pem': otherCertificate,
    'client.pem': clientCertificate,
    'client.key': clientKey,
    ...{ password: mailPassword, token: mailToken, wrong: 'autre', empty: ' \n' },
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text, { mode: 0o600 });
  writeFileSync(join(directory, 'open'), mailPassword, { mode: 0o644 });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Connects to both servers. @returns whether each let the practice in */
async function tryBoth(
  options: MailServerOptions,
  change: (config: ReturnType<typeof mailConfig>) => ReturnType<typeof mailConfig>,
): Promise<{ imap: boolean; smtp: boolean }> {
  await using servers = await startMailServers(options);
  const config = change(mailConfig(directory, servers));
  const imap = await connectImap(config).then(
    async (client) => {
      await client.logout();
      return true;
    },
    () => false,
  );
  const transport = createSmtp(config);
  const smtp = await transport.verify().then(
    () => true,
    () => false,
  );
  transport.close();
  return { imap, smtp };
}

const both = { imap: true, smtp: true };
const neither = { imap: false, smtp: false };
type Change = Parameters<typeof tryBoth>[1];
const startTls: Change = (config) => ({
  ...config,
  imap: { ...config.imap, security: 'starttls' },
  smtp: { ...config.smtp, security: 'starttls' },
});

describe('a practice connects', () => {
  test.each<[string, MailServerOptions, Change]>([
    ['by TLS with a password', {}, (config) => config],
    ['by STARTTLS', { imap: 'starttls', smtp: 'starttls' }, startTls],
    ['with an OAuth token', {}, (config) => ({ ...config, login: { token: join(directory, 'token') } })],
    [
      'with its certificate',
      { clientCertificate },
      (config) => ({
        ...config,
        client: { certificate: join(directory, 'client.pem'), key: join(directory, 'client.key') },
      }),
    ],
  ])('%s', async (_, options, change) => {
    expect(await tryBoth(options, change)).toEqual(both);
  });
});

describe('a practice is not connected', () => {
  test.each<[string, MailServerOptions, Change]>([
    [
      'to a server with another certificate than the named roots',
      {},
      (config) => ({ ...config, trust: join(directory, 'other.pem') }),
    ],
    ['by STARTTLS to a server that does not offer it', { imap: 'plain', smtp: 'plain' }, startTls],
    ['by TLS to a server that speaks plainly', { imap: 'plain', smtp: 'plain' }, (config) => config],
    ['with a wrong password', {}, (config) => ({ ...config, login: { password: join(directory, 'wrong') } })],
    ['without the certificate that the operator asks for', { clientCertificate }, (config) => config],
  ])('%s', async (_, options, change) => {
    expect(await tryBoth(options, change)).toEqual(neither);
  });

  test.each([
    ['password', { login: { password: 'nothing' } }, 'login_missing'],
    ['password that is empty', { login: { password: 'empty' } }, 'login_missing'],
    ['password that others may read', { login: { password: 'open' } }, 'private_file_open'],
    ['trust file', { trust: 'nothing' }, 'trust_missing'],
    ['trust file without a certificate', { trust: 'password' }, 'trust_missing'],
  ])('with a missing %s', async (_, named, code) => {
    await using servers = await startMailServers();
    const config = mailConfig(directory, servers);
    const changed =
      'trust' in named
        ? { ...config, trust: join(directory, named.trust) }
        : { ...config, login: { password: join(directory, named.login.password) } };
    await expect(connectImap(changed)).rejects.toMatchObject({ code });
    expect(() => createSmtp(changed)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
