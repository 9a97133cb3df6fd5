import { resolve } from 'node:path';
import { readGatewayConfig, runGateway } from '@etanche/gateway';
import { createLogger } from '@etanche/platform';
import { createMemory } from '@etanche/records-client';
import { timerSleep } from '@etanche/vault-client';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { importerGroup } from '../records/importer-group.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: '--config FILE',
  description:
    'Runs a practice’s gateway until ctrl-C or SIGTERM; it finishes the document at which it is. It sends and receives ' +
    'MSSanté mail, files what laboratories put into a folder, and answers the practice’s other programs on this ' +
    'computer, each as the configuration says (docs/operate.md). It is a member of the practice with a key and a quota ' +
    'of its own, and writes no document to a disk. Its log has counts and codes alone.',
  options: {
    config: { type: 'string', value: 'FILE', required: true, help: 'JSON file with the settings of this gateway' },
    engine: {
      type: 'string',
      value: 'DIR',
      help: 'evaluate on the native engine that "etanche vault engine build --directory DIR" made on this computer',
    },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: false,
  exitCodes: {},
  examples: ['etanche gateway serve --config /etc/etanche-gateway/gateway.json'],
  run: async ({ signal, now, random }, { config: path, engine }) => {
    withoutCoreDumps();
    const config = readGatewayConfig(resolve(path));
    const noPasskey = (): Promise<never> => Promise.reject(new Error('a gateway signs in with its key'));
    await runGateway({
      config,
      signal,
      logger: createLogger({ service: 'gateway', level: 'info', now, destination: undefined }),
      client: {
        serverUrl: config.server,
        environment: {
          ...{ fetch: globalThis.fetch, now, sleep: timerSleep, group: await importerGroup(engine) },
          random: (length) => Uint8Array.from(random(length)),
          passkeys: { create: noPasskey, get: noPasskey },
          memory: createMemory(),
        },
        timeoutMs: 60_000,
        retry: { attempts: 4, firstWaitMs: 250, longestWaitMs: 10_000 },
        // A round within this time keeps the session open; a gateway without work locks and signs in again.
        idleMs: 15 * 60_000,
      },
    });
    return exitCode.done;
  },
});
