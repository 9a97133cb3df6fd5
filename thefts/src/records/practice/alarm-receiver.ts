import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { alarmSchema, type Alarm, type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { openDatabase, Secret } from '@etanche/platform';

/** A web server of the practice that receives the vaults' alarms and accepts only signed ones. */
export type AlarmReceiver = AsyncDisposable & {
  readonly url: string;
  /** All verified alarms so far, in order of arrival. */
  alarms(federation: Federation): Promise<Alarm[]>;
};

const pollMs = 50;
const mostPolls = 6000;

/** Waits until every stored alarm has been delivered. @param stores URLs of the vaults' databases */
export async function allDelivered(stores: readonly string[]): Promise<void> {
  for (const url of stores) {
    await using database = openDatabase({
      ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 30_000 },
    });
    for (let polls = 0; ; polls++) {
      const { rows } = await database.query<{ waiting: boolean }>(
        "SELECT EXISTS (SELECT FROM alarm_delivery WHERE channel = 'webhook') AS waiting",
      );
      if (rows[0]?.waiting !== true) break;
      if (polls === mostPolls) throw new Error('the vaults did not deliver their alarms');
      await sleep(pollMs);
    }
  }
}

export async function startAlarmReceiver(): Promise<AlarmReceiver> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      texts.push(Buffer.concat(chunks).toString('utf8').trim());
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const alarms = (federation: Federation): Promise<Alarm[]> => Promise.all(texts.map((text) => read(text, federation)));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`,
    alarms,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(text: string, { vaults }: Federation): Promise<Alarm> {
  for (const { signingKey } of vaults) {
    const payload = await verifyCompact(text, jwsTypes.alarm, fromBase64url(signingKey, 32)).then(
      (jws) => jws.payload,
      () => null,
    );
    if (payload !== null) return parseShape(alarmSchema, JSON.parse(fromUtf8(payload)), 'alarm');
  }
  throw new Error('an alarm without a valid signature of a vault');
}
