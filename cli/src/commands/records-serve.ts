import { once } from 'node:events';
import { createRecordsServer, readRecordsConfig } from '@etanche/records-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: '',
  description:
    'Runs a records server until ctrl-C or SIGTERM; it finishes accepted requests. It stores only data that it cannot ' +
    'read. Its settings are the ETANCHE_RECORDS_… variables of records/server/README.md, at least ' +
    'ETANCHE_RECORDS_DIRECTORY, ETANCHE_RECORDS_FEDERATION, ETANCHE_RECORDS_RP_ID, ETANCHE_RECORDS_ORIGINS and ' +
    'ETANCHE_RECORDS_BEHIND_PROXY. DATABASE_URL is its PostgreSQL. A proxy ' +
    'must provide TLS: records/server/deploy has an example and a systemd unit.',
  options: {},
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: {},
  examples: ['etanche records serve'],
  run: async ({ terminal, json, signal }) => {
    withoutCoreDumps();
    const { config, secrets } = readRecordsConfig();
    const server = await createRecordsServer(config, secrets);
    const { url, metricsUrl, key } = server;
    if (json) terminal.json({ url, metricsUrl, key });
    else {
      terminal.done(`The records server listens on ${url}; metrics: ${metricsUrl ?? 'none'}.`);
      terminal.line(`Its key, for ETANCHE_VAULT_RECORDS_SERVERS of each vault: ${key}`);
    }
    if (!signal.aborted) await once(signal, 'abort');
    await server.close();
    return exitCode.done;
  },
});
