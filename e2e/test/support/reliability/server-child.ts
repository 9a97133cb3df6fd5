import { Secret } from '@etanche/platform';
import { createRecordsServer, type RecordsConfig } from '@etanche/records-server';
import { createVault, type VaultConfig } from '@etanche/vault-server';
import { uptime } from 'node:os';

/** What the parent sends: first what to start, then by how much the machine's wall clock is wrong. */
export type ChildMessage =
  | { readonly start: 'vault'; readonly config: VaultConfig; readonly databaseUrl: string; readonly boot: string }
  | { readonly start: 'records'; readonly config: RecordsConfig; readonly databaseUrl: string }
  | { readonly wallOffsetMs: number };
export type ChildAnswer = { readonly url: string } | { readonly fault: string };

// A vault or a records server in a process of its own, which a test may kill. The database's password comes as a
// message: arguments and the environment can be read by others.
let wallOffsetMs = 0;
const wall = () => Date.now() + wallOffsetMs;

process.on('message', (message: ChildMessage) => {
  if ('wallOffsetMs' in message) {
    wallOffsetMs = message.wallOffsetMs;
    return;
  }
  start(message).then(
    ({ url }) => process.send?.({ url } satisfies ChildAnswer),
    (error: unknown) => process.send?.({ fault: error instanceof Error ? String(error.stack) : 'unknown' }),
  );
});
// Nobody is left to ask anything.
process.on('disconnect', () => process.exit());

async function start(message: Exclude<ChildMessage, { wallOffsetMs: number }>): Promise<{ url: string }> {
  const databaseUrl = new Secret(message.databaseUrl);
  if (message.start === 'vault') {
    const clock = { wall, uptime: () => uptime() * 1000, boot: message.boot };
    return createVault(message.config, { databaseUrl, smtpUrl: null }, { clock });
  }
  return createRecordsServer(message.config, { databaseUrl, blobs: null, identity: null }, { now: wall });
}
