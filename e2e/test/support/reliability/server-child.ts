import { Secret } from '@etanche/platform';
import type { RecordsConfig } from '@etanche/records-server';
import type { VaultConfig } from '@etanche/vault-server';
import { flushCompileCache } from 'node:module';
import { uptime } from 'node:os';

/** Messages from the parent: first the server to start, then the offset of the machine's wall clock. */
export type ChildMessage =
  | { readonly start: 'vault'; readonly config: VaultConfig; readonly databaseUrl: string; readonly boot: string }
  | { readonly start: 'records'; readonly config: RecordsConfig; readonly databaseUrl: string }
  | { readonly wallOffsetMs: number };
export type ChildAnswer = { readonly url: string } | { readonly fault: string };

// The vault or the records server of the first argument in a process of its own that a test may kill. The database's
// password is sent as a message, since others can read arguments and the environment.
const loaded =
  process.argv[2] === 'vault'
    ? { vault: await import('@etanche/vault-server') }
    : { records: await import('@etanche/records-server') };
flushCompileCache();
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
// The parent has exited.
process.on('disconnect', () => process.exit());

async function start(message: Exclude<ChildMessage, { wallOffsetMs: number }>): Promise<{ url: string }> {
  const databaseUrl = new Secret(message.databaseUrl);
  if (message.start === 'vault') {
    if (loaded.vault === undefined) throw new Error('this process is not a vault');
    const clock = { wall, uptime: () => uptime() * 1000, boot: message.boot };
    return loaded.vault.createVault(message.config, { databaseUrl, smtpUrl: null }, { clock });
  }
  if (loaded.records === undefined) throw new Error('this process is not a records server');
  return loaded.records.createRecordsServer(
    message.config,
    { databaseUrl, blobs: null, identity: null },
    { now: wall },
  );
}
