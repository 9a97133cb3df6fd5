import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DirectoryLock, errorFields, type Logger } from '@etanche/platform';
import type { RecordsClientOptions } from '@etanche/records-client';
import type { GatewayConfig } from './config/gateway-config.ts';
import { readGatewayKey } from './config/read-config.ts';
import { createApiServer } from './fhir/api-server.ts';
import { folderRound } from './folder/watch-folder.ts';
import { deskOf } from './intake/file-document.ts';
import { dayIn } from './intake/read-document.ts';
import { mailRound } from './mail/mail-round.ts';
import { openKeptLists } from './session/kept-lists.ts';
import { GatewaySession } from './session/gateway-session.ts';

export type GatewayOptions = {
  readonly config: GatewayConfig;
  readonly client: RecordsClientOptions;
  readonly logger: Logger;
  /** Ends the gateway after the work that has begun. */
  readonly signal: AbortSignal;
};

/** The name under which the practice's screens show what the gateway did. */
const gatewayName = 'Passerelle';

/**
 * Runs the gateway until the signal: rounds of mail and of the folder, and the local API. Nothing of a document is
 * written to a disk; the sealed outputs of its lists are, beside its key. A round that fails is logged without its
 * content and tried again after the same pause.
 *
 * @throws GatewayError, PlatformError for a key that cannot be read, or `directory_locked` for a second gateway;
 *   RecordsClientError if the first sign-in fails
 */
export async function runGateway({ config, client, logger, signal }: GatewayOptions): Promise<void> {
  // Two gateways with one key would send each mail twice.
  using _lock = DirectoryLock.acquire(dirname(config.key));
  const services = (['mail', 'folder', 'api'] as const).filter((service) => config[service] !== null);
  const outputStore = openKeptLists(join(dirname(config.key), 'lists.json'), logger);
  const keeping = { ...client, environment: { ...client.environment, outputStore } };
  using session = new GatewaySession({
    client: keeping,
    file: readGatewayKey(config.key),
    name: gatewayName,
    services,
  });
  const { now } = client.environment;
  await session.use(() => Promise.resolve());
  logger.info('gateway_started');
  const tasks: Promise<void>[] = [];
  const { mail } = config;
  if (mail !== null) {
    const round = () => session.use((open) => mailRound({ config, mail, session: open, logger, now }));
    tasks.push(repeat('mail_failed', mail.everySeconds, round, { logger, signal }));
  }
  const { folder, timeZone } = config;
  if (folder !== null) {
    const sizes = new Map<string, number>();
    const round = () =>
      session.use((open) =>
        folderRound({
          ...{ config: folder, sizes, logger, now, desk: deskOf(open, config, now()) },
          read: { today: dayIn(timeZone, now()), timeZone },
        }),
      );
    tasks.push(repeat('folder_failed', folder.everySeconds, round, { logger, signal }));
  }
  await using server = config.api === null ? null : createApiServer({ config: config.api, session, logger, now });
  if (server !== null && config.api !== null) {
    const { port } = await server.listen({ host: '127.0.0.1', port: config.api.port });
    logger.info('api_listening', { port: Number(port) });
    tasks.push(once(signal).then(() => server.stop()));
  }
  await Promise.all(tasks);
  logger.info('gateway_stopped');
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    }
  });
}

/** Runs rounds one after the other, with a pause in between. @param failed event of a round that failed */
async function repeat(
  failed: string,
  seconds: number,
  round: () => Promise<void>,
  { logger, signal }: Pick<GatewayOptions, 'logger' | 'signal'>,
): Promise<void> {
  while (!signal.aborted) {
    await round().catch((error: unknown) => {
      logger.warn(failed, errorFields(error));
    });
    await wait(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}
