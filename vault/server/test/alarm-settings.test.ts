import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alarmSchema } from '@etanche/core-vault-protocol';
import { fromUtf8, jwsTypes, parseShape, verifyCompact, fromBase64url } from '@etanche/core-wire';
import { Secret } from '@etanche/platform';
import { sendTestAlarm, type VaultConfig, type VaultSecrets } from '../src/index.ts';
import { refuseAlarmContradictions } from '../src/alarm-contradictions.ts';
import { random } from './support/caller.ts';
import { makeVaultDirectory, testConfig } from './support/single-vault.ts';

let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
beforeEach(async () => {
  vaultHome = await makeVaultDirectory();
});
afterEach(() => {
  vaultHome[Symbol.dispose]();
});

const federation: VaultConfig['federation'] = {
  threshold: 1,
  vaults: [{ index: 1, url: 'https://coffre-1.example', signingKey: 'A'.repeat(43) }],
};
const quiet: VaultConfig['alarms'] = { webhook: null, from: null, pollMs: 1000 };
const settings = (change: Partial<VaultConfig>, smtp: string | null = null): [VaultConfig, VaultSecrets] => [
  testConfig(vaultHome.directory, [], change),
  { databaseUrl: new Secret('postgres://nowhere'), smtpUrl: smtp === null ? null : new Secret(smtp) },
];

describe('settings of alarms and approvals', () => {
  test.each<[string, Partial<VaultConfig>, string | null]>([
    ['none', {}, null],
    ['mail', { alarms: { ...quiet, from: 'Coffre 1 <alarme@coffre-1.example>' } }, 'smtps://u:p@mail.example:465'],
    ['a webhook', { alarms: { ...quiet, webhook: 'https://astreinte.example/etanche' } }, null],
    ['a webhook on this machine', { alarms: { ...quiet, webhook: 'http://127.0.0.1:9000/x' } }, null],
    ['approvals', { approvals: { origin: 'https://coffre-1.example', cloudPasskeys: false }, federation }, null],
    [
      'approvals of a trial',
      { approvals: { origin: 'http://localhost:8181', cloudPasskeys: false }, federation },
      null,
    ],
  ])('accepts %s', (_, change, smtp) => {
    expect(() => {
      refuseAlarmContradictions(...settings(change, smtp));
    }).not.toThrow();
  });

  test.each<[string, Partial<VaultConfig>, string | null]>([
    ['mail without a sender', {}, 'smtps://mail.example'],
    ['a sender without mail', { alarms: { ...quiet, from: 'a@b.example' } }, null],
    [
      'a sender with a line break',
      { alarms: { ...quiet, from: 'a@b.example\r\nBcc: c@d.example' } },
      'smtp://m.example',
    ],
    ['mail by http', { alarms: { ...quiet, from: 'a@b.example' } }, 'http://mail.example'],
    ['an unencrypted webhook', { alarms: { ...quiet, webhook: 'http://astreinte.example/' } }, null],
    [
      'approvals without a federation',
      { approvals: { origin: 'https://coffre-1.example', cloudPasskeys: false } },
      null,
    ],
    [
      'approvals at a path',
      { approvals: { origin: 'https://coffre-1.example/x', cloudPasskeys: false }, federation },
      null,
    ],
    [
      'unencrypted approvals',
      { approvals: { origin: 'http://coffre-1.example', cloudPasskeys: false }, federation },
      null,
    ],
    [
      'approvals at an IP address',
      { approvals: { origin: 'https://192.0.2.1', cloudPasskeys: false }, federation },
      null,
    ],
  ])('refuses %s', (_, change, smtp) => {
    expect(() => {
      refuseAlarmContradictions(...settings(change, smtp));
    }).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });
});

describe('a test alarm', () => {
  const call = { to: undefined, practice: undefined, now: Date.now, random };

  test('a test alarm reaches the webhook, signed', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (part: Buffer) => bodies.push(part.toString()));
      request.on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await sendTestAlarm(...settings({ alarms: { ...quiet, webhook } }), call)).toEqual([
      { channel: 'webhook', accepted: true },
    ]);
    server.close();
    const [jws = ''] = bodies;
    const { payload } = await verifyCompact(jws, jwsTypes.alarm, (kid) => Promise.resolve(fromBase64url(kid, 32)));
    expect(parseShape(alarmSchema, JSON.parse(fromUtf8(payload)), 'alarm')).toMatchObject({ kind: 'test', index: 1 });
  });

  test('a test alarm reports the channels that did not accept it', async () => {
    const [config, secrets] = settings({ alarms: { ...quiet, from: 'a@b.example' } }, 'smtp://127.0.0.1:9');
    const [result] = await sendTestAlarm(config, secrets, { ...call, to: 'x@y.example' });
    expect(result).toMatchObject({ channel: 'mail', accepted: false });
    expect(result?.reason).toContain('ECONNREFUSED');
  });

  test('a webhook that does not listen is reported with the code of the cause', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await new Promise((resolve) => server.close(resolve));
    const [result] = await sendTestAlarm(...settings({ alarms: { ...quiet, webhook } }), call);
    expect(result).toMatchObject({ channel: 'webhook', accepted: false });
    expect(result?.reason).toMatch(/^fetch failed: .*ECONNREFUSED.* \(connection_refused\)$/);
  });

  test('a test alarm requires a mail recipient and a complete practice id', async () => {
    const [config, secrets] = settings({ alarms: { ...quiet, from: 'a@b.example' } }, 'smtp://127.0.0.1:9');
    await expect(sendTestAlarm(config, secrets, call)).rejects.toMatchObject({ code: 'configuration_invalid' });
    await expect(sendTestAlarm(...settings({}), { ...call, practice: 'x' })).rejects.toMatchObject({
      code: 'configuration_invalid',
    });
  });
});
