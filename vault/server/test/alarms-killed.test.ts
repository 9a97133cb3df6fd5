import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { fromUtf8, jwsTypes, fromBase64url, verifyCompact } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { makeSigner } from './support/caller.ts';
import { startProcess } from './support/kill-loop.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Records each request and answers only on demand. */
async function receiver() {
  const state = { answers: false, alarms: [] as string[] };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      void verifyCompact(body, jwsTypes.alarm, (kid) => Promise.resolve(fromBase64url(kid, 32))).then(({ payload }) => {
        state.alarms.push((JSON.parse(fromUtf8(payload)) as { alarm: string }).alarm);
        if (state.answers) response.writeHead(204).end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test('after a vault is killed while delivering an alarm, the next start delivers it', async () => {
  const own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  open.push(() => own.drop());
  const vaultHome = await makeVaultDirectory();
  open.push(() => {
    vaultHome[Symbol.dispose]();
  });
  const { state, url } = await receiver();
  const operator = await makeSigner();
  const start = async () => {
    const alarms = { webhook: url, from: null, pollMs: 20 };
    const { child } = await startProcess(vaultHome.directory, own.url.reveal(), operator.publicKey, { alarms });
    open.push(() => child.kill('SIGKILL'));
    return child;
  };

  const first = await start();
  const { rows } = await own.database.query<{ id: string }>(
    `SELECT alarm_raise('aaaqeayeaudaocajbifqydiob4', NULL, 'order', NULL, NULL, 'enrol', $1) AS id`,
    [Date.now()],
  );
  await vi.waitFor(
    () => {
      expect(state.alarms).toEqual([rows[0]?.id]);
    },
    { timeout: 300_000 },
  );
  first.kill('SIGKILL');
  await once(first, 'exit');

  // The lease of one minute has expired.
  await own.database.query('UPDATE alarm_delivery SET next_at = 0');
  state.answers = true;
  await start();
  await vi.waitFor(
    async () => {
      const waiting = await own.database.query(`SELECT FROM alarm_delivery WHERE channel = 'webhook'`);
      expect(waiting.rowCount).toBe(0);
    },
    { timeout: 300_000 },
  );
  expect(state.alarms).toEqual([rows[0]?.id, rows[0]?.id]);
});
