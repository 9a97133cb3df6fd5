import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Federation } from '@etanche/core-vault-protocol';
import { createRecordsSite, writeRecordsSite } from '@etanche/records-site';
import { startServers } from '../records/start-servers.ts';
import { createTrialClock } from '../records/trial-clock.ts';
import type { ApplicationOptions } from './start-application.ts';

type InstallationOptions = Pick<
  ApplicationOptions,
  'directory' | 'databaseServer' | 'databasePrefix' | 'ports' | 'logger'
>;

/** Vaults, a records server and the application, without a practice. */
export type RunningInstallation = AsyncDisposable & {
  readonly url: string;
  readonly federation: Federation;
  foundingToken(): Promise<string>;
};

/** Runs an installation on which nobody has founded a practice yet, with no demonstration keys. */
export async function startInstallation(options: InstallationOptions): Promise<RunningInstallation> {
  const { directory, databaseServer, databasePrefix, ports, logger } = options;
  await using building = new AsyncDisposableStack();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const servers = building.use(
    await startServers({
      ...{ directory, databaseServer, databasePrefix, ports, logger, clock: createTrialClock() },
      ...{ vaults: 3, threshold: 2, vaultConfig: {}, recordsConfig: {} },
    }),
  );
  const { federation } = servers;
  const out = join(directory, 'site');
  await writeRecordsSite({
    out,
    site: { serverUrl: servers.records.url, federation, demonstration: null },
    vaultUrls: federation.vaults.map(({ url }) => url),
  });
  const site = await createRecordsSite({ directory: out, host: 'localhost', port: ports.application, tls: null });
  building.defer(() => site.close());
  const running = building.move();
  return {
    url: site.url,
    federation,
    foundingToken: () => servers.foundingToken(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
