import { startServers, type TrialServers } from '@etanche/trial';
import type { Federation } from '@etanche/core-vault-protocol';
import { defaults } from '@etanche/records-server';
import { practiceQuotas } from '../records/practice-quotas.ts';
import { serveParent } from './serve-parent.ts';

export type PracticeServersQuestion =
  | {
      readonly ask: 'start';
      readonly directory: string;
      readonly databaseServer: string;
      readonly prefix: string;
      /** With the default limits of a records server for requests without a session. */
      readonly limited?: boolean;
    }
  | { readonly ask: 'founding' };
export type PracticeServersAnswer = {
  readonly federation: Federation;
  readonly serverUrl: string;
  readonly origin: string;
  readonly recordsDatabase: string;
  /** Set in the answer to a request for a token; empty otherwise. */
  readonly foundingToken: string;
};

let running: TrialServers | null = null;

// Three vaults and a records server in a process of their own, so that their computation does not count for the client.
serveParent(
  async (question: PracticeServersQuestion): Promise<PracticeServersAnswer> => {
    if (question.ask === 'start') {
      running = await startServers({
        directory: question.directory,
        databaseServer: question.databaseServer,
        databasePrefix: question.prefix,
        ...{
          vaults: 3,
          threshold: 2,
          recordsConfig: question.limited === true ? { anonymous: defaults.anonymous } : {},
          logger: undefined,
        },
        vaultConfig: { members: practiceQuotas },
        clock: { now: Date.now, advance: () => undefined },
      });
    }
    if (running === null) throw new Error('the servers are not running');
    const { federation, records, origin, recordsDatabase } = running;
    const foundingToken = question.ask === 'founding' ? await running.foundingToken() : '';
    return { federation, serverUrl: records.url, origin, recordsDatabase, foundingToken };
  },
  async () => running?.[Symbol.asyncDispose](),
);
