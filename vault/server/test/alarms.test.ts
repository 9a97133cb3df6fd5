import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { alarmSchema, type Alarm } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { Secret, TestDatabase } from '@etanche/platform';
import type { AlarmChannel } from '../src/alarms/alarm-channel.ts';
import { AlarmStore } from '../src/alarms/alarm-store.ts';
import { AlarmWorker } from '../src/alarms/alarm-worker.ts';
import { mailChannel } from '../src/alarms/mail-channel.ts';
import { webhookChannel } from '../src/alarms/webhook-channel.ts';
import { migrationsDirectory } from '../src/index.ts';
import { readSigningKey } from '../src/seeds/signing-key.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const practice = 'aaaqeayeaudaocajbifqydiob4';
const member = 'ajkqgayeaudaocajbifqydiob4';
const noon = Date.parse('2026-11-22T12:00:00Z');
let own: TestDatabase;
let clock = noon;
const open: (AsyncDisposable | { close(): unknown })[] = [];

beforeEach(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  clock = noon;
  await own.database.query(
    `INSERT INTO practice (id, sequence, head, audience, server, kit_auth, kit_keys, contacts, created_at)
     VALUES ($1, 0, '', '{}', '', '', '', '{medecin@cabinet.example,associee@cabinet.example}', 0)`,
    [practice],
  );
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await ('close' in each ? each.close() : each[Symbol.asyncDispose]());
  await own.drop();
});

const store = () => new AlarmStore(own.database, 60_000, 2);

/** Runs the worker. Returns the outcome of every attempt, in order. */
async function work(channels: AlarmChannel[]): Promise<string[]> {
  const outcomes: string[] = [];
  const report = (name: string, accepted: boolean) => outcomes.push(`${name} ${accepted ? 'accepted' : 'failed'}`);
  open.push(await AlarmWorker.start({ store: store(), channels, pollMs: 10, now: () => clock, report }));
  return outcomes;
}

async function raiseAlarm(kind = 'hour', count: number | null = 25): Promise<string> {
  const { rows } = await own.database.query<{ id: string }>('SELECT alarm_raise($1, $2, $3, $4, $5, NULL, $6) AS id', [
    practice,
    member,
    kind,
    'scope',
    count,
    clock,
  ]);
  return rows[0]?.id ?? '';
}

async function waiting(): Promise<number> {
  const { rows } = await own.database.query<{ n: number }>('SELECT count(*)::int AS n FROM alarm_delivery');
  return rows[0]?.n ?? -1;
}

/** Answers with each status in turn, then repeats the last one. */
async function receiver(...statuses: number[]): Promise<{ url: string; bodies: string[]; types: string[] }> {
  const bodies: string[] = [];
  const types: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const status = statuses[Math.min(bodies.length, statuses.length - 1)] ?? 500;
      bodies.push(body);
      types.push(request.headers['content-type'] ?? '');
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))) });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`, bodies, types };
}

async function mailbox(refuse: (mail: string) => boolean = () => false) {
  const letters: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      done(refuse(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : undefined);
    },
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  });
  const { port } = server.server.address() as AddressInfo;
  return { url: new Secret(`smtp://127.0.0.1:${port}`), letters };
}

/** The text of a letter, decoded from quoted-printable or base64. */
function textOf(letter: string): string {
  const split = letter.indexOf('\r\n\r\n');
  const body = letter.slice(split + 4);
  if (/transfer-encoding: base64/i.test(letter.slice(0, split))) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

describe('webhook delivery', () => {
  test('a webhook receives each alarm once, signed by the vault', async () => {
    using vaultHome = await makeVaultDirectory();
    const key = await readSigningKey(vaultHome.directory);
    const { url, bodies, types } = await receiver(204);
    await work([webhookChannel(url, key)]);
    const ids = [await raiseAlarm('hour', 26), await raiseAlarm('freeze', null)];
    await vi.waitFor(
      () => {
        expect(bodies).toHaveLength(2);
      },
      { timeout: 300_000 },
    );
    await vi.waitFor(
      async () => {
        expect(await waiting()).toBe(0);
      },
      { timeout: 300_000 },
    );
    expect(new Set(types)).toEqual(new Set(['application/jose']));
    const alarms: Alarm[] = [];
    for (const body of bodies) {
      const { payload } = await verifyCompact(body, jwsTypes.alarm, fromBase64url(key.publicKey, 32));
      alarms.push(parseShape(alarmSchema, JSON.parse(fromUtf8(payload)), 'alarm'));
    }
    expect(alarms.map(({ alarm }) => alarm).sort()).toEqual([...ids].sort());
    expect(alarms).toContainEqual({
      alarm: ids[0],
      index: 2,
      practice,
      at: noon / 1000,
      kind: 'hour',
      member,
      purpose: 'scope',
      count: 26,
      text: {
        fr: expect.stringMatching(/^Un membre a ouvert 26 dossiers en une heure.*gelez son accès/) as string,
        en: expect.stringMatching(/^A member opened 26 files in an hour.*freeze the member/) as string,
      },
    });
    expect(bodies).toHaveLength(2);
  });

  test('a webhook that refuses or redirects is retried at growing intervals', async () => {
    using vaultHome = await makeVaultDirectory();
    const { url, bodies } = await receiver(500, 302, 200);
    const outcomes = await work([webhookChannel(url, await readSigningKey(vaultHome.directory))]);
    await raiseAlarm();
    await vi.waitFor(
      () => {
        expect(outcomes).toEqual(['webhook failed']);
      },
      { timeout: 300_000 },
    );
    await vi.waitFor(
      async () => {
        const { rows } = await own.database.query<{ next: string }>('SELECT next_at::text AS next FROM alarm_delivery');
        expect(rows).toEqual([{ next: `${noon + 5000}` }]);
      },
      { timeout: 300_000 },
    );
    clock += 5000;
    await vi.waitFor(
      () => {
        expect(outcomes).toEqual(['webhook failed', 'webhook failed']);
      },
      { timeout: 300_000 },
    );
    await vi.waitFor(
      async () => {
        const { rows } = await own.database.query<{ next: string }>('SELECT next_at::text AS next FROM alarm_delivery');
        expect(rows).toEqual([{ next: `${noon + 15_000}` }]);
      },
      { timeout: 300_000 },
    );
    clock += 10_000;
    await vi.waitFor(
      async () => {
        expect(await waiting()).toBe(0);
      },
      { timeout: 300_000 },
    );
    expect(outcomes.at(-1)).toBe('webhook accepted');
    expect(bodies).toHaveLength(3);
  });
});

describe('mail delivery', () => {
  const timeZone = 'Indian/Reunion';

  test('an alarm mail goes to every contact, in French, without names', async () => {
    const { url, letters } = await mailbox();
    await work([
      mailChannel({ url, from: 'Coffre <coffre@vault.example>', approvals: 'https://coffre-2.example', timeZone }),
    ]);
    const id = await raiseAlarm('hour', 26);
    await vi.waitFor(
      () => {
        expect(letters).toHaveLength(1);
      },
      { timeout: 300_000 },
    );
    expect(letters[0]?.to).toEqual(['medecin@cabinet.example', 'associee@cabinet.example']);
    const letter = letters[0]?.text ?? '';
    expect(letter).toContain(`Message-ID: <${id}.2@vault.example>`);
    expect(letter).toContain('Auto-Submitted: auto-generated');
    const text = textOf(letter);
    expect(text).toContain('Un membre a ouvert 26 dossiers en une heure');
    expect(text).toContain('22 novembre 2026 à 16:00 (fuseau horaire Indian/Reunion)');
    expect(text).toContain(`https://coffre-2.example/approvals#${practice}`);
    expect(text).toContain(`Membre : ${member}`);
  });

  test('a reminder mail is sent once for each member when half of the acknowledgement time has passed', async () => {
    const { url, letters } = await mailbox();
    await raiseAlarm('hour', 26);
    await raiseAlarm('people_minute', 80);
    const settled = await raiseAlarm('people_hour', 200);
    const hour = 3_600_000;
    await own.database.query(
      'UPDATE alarm SET acknowledge_by = $1, remind_at = $2, acknowledged_at = CASE WHEN id = $3 THEN $4::bigint END',
      [noon + 24 * hour, noon + 12 * hour, settled, noon + 1],
    );
    clock = noon + 12 * hour - 1;
    const outcomes = await work([mailChannel({ url, from: 'coffre@vault.example', approvals: null, timeZone })]);
    await store().remind(clock);
    expect(letters).toEqual([]);
    clock += 1;
    await vi.waitFor(
      () => {
        expect(letters).toHaveLength(1);
      },
      { timeout: 300_000 },
    );
    expect(textOf(letters[0]?.text ?? '')).toContain('alertes en attente : 2');
    expect(textOf(letters[0]?.text ?? '')).toContain(`Membre : ${member}`);
    clock += 20 * hour;
    await store().remind(clock);
    await vi.waitFor(
      async () => {
        expect(await waiting()).toBe(0);
      },
      { timeout: 300_000 },
    );
    expect(outcomes).toEqual(['mail accepted']);
  });

  test('an alarm about a change of contacts also goes to the replaced contacts', async () => {
    const { url, letters } = await mailbox();
    await raiseAlarm('order', null);
    await own.database.query(`UPDATE alarm SET contacts = '{ancien@cabinet.example}'`);
    await own.database.query(`SELECT alarm_channels('{mail}')`);
    await own.database.query(`INSERT INTO alarm_delivery (alarm, channel, next_at) SELECT id, 'mail', at FROM alarm`);
    await work([mailChannel({ url, from: 'coffre@vault.example', approvals: null, timeZone })]);
    await vi.waitFor(
      () => {
        expect(letters.map(({ to }) => to)).toEqual([['ancien@cabinet.example']]);
      },
      { timeout: 300_000 },
    );
  });

  test('a mail that every mailbox refuses is retried, and one accepting mailbox is enough', async () => {
    const { url, letters } = await mailbox((address) => address !== 'medecin@cabinet.example');
    const outcomes = await work([mailChannel({ url, from: 'coffre@vault.example', approvals: null, timeZone })]);
    await raiseAlarm();
    await vi.waitFor(
      () => {
        expect(outcomes).toEqual(['mail accepted']);
      },
      { timeout: 300_000 },
    );
    expect(letters[0]?.to).toEqual(['medecin@cabinet.example']);
    await own.database.query(`UPDATE practice SET contacts = '{personne@cabinet.example}'`);
    await raiseAlarm('day');
    await vi.waitFor(
      () => {
        expect(outcomes).toEqual(['mail accepted', 'mail failed']);
      },
      { timeout: 300_000 },
    );
    expect(await waiting()).toBe(1);
  });
});

describe('alarm outbox', () => {
  const channel = (name: AlarmChannel['name'], deliver: AlarmChannel['deliver']): AlarmChannel => ({ name, deliver });

  test('a channel that never answers does not delay another channel', async () => {
    const heard: string[] = [];
    const deaf = channel('webhook', () => new Promise(() => undefined));
    const good = channel('mail', ({ alarm }) => Promise.resolve(void heard.push(alarm.kind)));
    await work([deaf, good]);
    await raiseAlarm();
    // The channel hears of the alarm before the store deletes its delivery.
    await vi.waitFor(
      async () => {
        expect(await waiting()).toBe(1);
      },
      { timeout: 300_000 },
    );
    expect(heard).toEqual(['hour']);
  });

  test('an alarm of a process that died during delivery is delivered again after its lease expires', async () => {
    await store().useChannels(['mail']);
    const id = await raiseAlarm();
    expect((await store().take('mail', clock, 60_000, 10)).map(({ alarm }) => alarm.alarm)).toEqual([id]);
    expect(await store().take('mail', clock + 59_999, 60_000, 10)).toEqual([]);
    const [again] = await store().take('mail', clock + 60_000, 60_000, 10);
    expect(again).toMatchObject({ attempts: 2, alarm: { alarm: id } });
  });

  test('two replicas deliver an alarm once', async () => {
    await store().useChannels(['mail']);
    for (let i = 0; i < 40; i++) await raiseAlarm();
    const taken = await Promise.all(Array.from({ length: 8 }, async () => store().take('mail', clock, 60_000, 5)));
    const ids = taken.flat().map(({ alarm }) => alarm.alarm);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(40);
  });

  test('an alarm of a rolled-back transaction is never delivered', async () => {
    await store().useChannels(['mail']);
    const failed = own.database.transaction(async (client) => {
      await client.query(`SELECT alarm_raise($1, NULL, 'order', NULL, NULL, NULL, $2)`, [practice, clock]);
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    expect(await waiting()).toBe(0);
  });

  test('alarms are not sent to a channel that was not configured when they were raised or has been removed since', async () => {
    await raiseAlarm();
    await store().useChannels(['mail', 'webhook']);
    await raiseAlarm();
    expect(await waiting()).toBe(2);
    await store().useChannels(['mail']);
    expect(await waiting()).toBe(1);
  });

  test('delivery continues after an outage of the store', async () => {
    const heard: string[] = [];
    await work([channel('mail', ({ alarm }) => Promise.resolve(void heard.push(alarm.alarm)))]);
    await own.database.query('ALTER TABLE alarm_delivery RENAME TO away');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await own.database.query('ALTER TABLE away RENAME TO alarm_delivery');
    const id = await raiseAlarm();
    await vi.waitFor(
      () => {
        expect(heard).toEqual([id]);
      },
      { timeout: 300_000 },
    );
  });
});
