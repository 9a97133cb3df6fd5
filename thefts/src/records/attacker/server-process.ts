import { Secret } from '@etanche/platform';
import { createRecordsServer, type RecordsConfig } from '@etanche/records-server';

/** Messages to the process of the attacked server: first its configuration, then offsets of its clock. */
export type ToServer =
  | { readonly config: RecordsConfig; readonly databaseUrl: string; readonly ahead: number }
  | { readonly ahead: number };
export type FromServer = { readonly url: string };

let ahead = 0;

process.on('message', (message: ToServer) => {
  ahead = message.ahead;
  if ('config' in message) void serve(message.config, message.databaseUrl);
});
process.on('disconnect', () => {
  process.exit(0);
});

async function serve(config: RecordsConfig, databaseUrl: string): Promise<void> {
  const secrets = { databaseUrl: new Secret(databaseUrl), blobs: null, identity: null };
  const server = await createRecordsServer(config, secrets, { now: () => Date.now() + ahead });
  process.send?.({ url: server.url } satisfies FromServer);
}
