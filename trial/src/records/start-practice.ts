import { mkdir } from 'node:fs/promises';
import type { PersonRole } from '@etanche/core-vault-protocol';
import { populatePractice, type PracticePlace, type TrialPeople } from './populate-practice.ts';
import { startServers, type ServersOptions, type TrialServers } from './start-servers.ts';
import type { TrialClock } from './trial-clock.ts';

export type PracticeOptions = ServersOptions & {
  /** Members in addition to the founder, who is a doctor and administrator. */
  readonly members: readonly { readonly name: string; readonly roles: readonly PersonRole[] }[];
  /** Names of the practice and its founder; those of a test by default. */
  readonly names?: PracticePlace['names'];
};

/** A founded practice on running servers. */
export type TrialPractice = AsyncDisposable &
  TrialPeople & { readonly servers: TrialServers; readonly clock: TrialClock };

/**
 * Starts vaults, a records server and a practice with a doctor, two approvers and the requested members: everything
 * real, in this process. The person who runs it has every seed and every key, so it demonstrates the system and
 * protects nobody.
 */
export async function startPractice(options: PracticeOptions): Promise<TrialPractice> {
  await using building = new AsyncDisposableStack();
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const servers = building.use(await startServers(options));
  const { federation, records, origin } = servers;
  const { clock } = options;
  const place = {
    federation,
    origin,
    serverUrl: records.url,
    now: clock.now,
    foundingToken: () => servers.foundingToken(),
    ...(options.names === undefined ? {} : { names: options.names }),
  };
  const people = await populatePractice(place, options.members);
  building.defer(() => {
    people.lockAll();
  });
  const running = building.move();
  return { ...people, servers, clock, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
