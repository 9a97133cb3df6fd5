import { flushCompileCache } from 'node:module';
import { Secret } from '@etanche/platform';
import { createRecordsServer, type RecordsConfig } from '../../src/index.ts';

/** A records server in a process of its own, which a test may kill. Arguments: configuration in JSON, database. */
const [config = '{}', databaseUrl = ''] = process.argv.slice(2);
const server = await createRecordsServer(JSON.parse(config) as RecordsConfig, {
  databaseUrl: new Secret(databaseUrl),
  blobs: null,
  identity: null,
});
// A killed process keeps nothing of what it compiled for the next one.
flushCompileCache();
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
