import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNativeEngine, systemToolchain } from '@etanche/core-oprf-sodium';
import { engineDirectory, type EngineSetting } from '@etanche/vault-server';
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
      /** On which the vaults evaluate; WebAssembly by default. The native engine is built first. */
      readonly engine?: EngineSetting;
    }
  | { readonly ask: 'founding' }
  | { readonly ask: 'cpu' };
export type PracticeServersAnswer = {
  readonly federation: Federation;
  readonly serverUrl: string;
  readonly origin: string;
  readonly recordsDatabase: string;
  /** Set in the answer to a request for a token; empty otherwise. */
  readonly foundingToken: string;
  /** The engines on which the vaults evaluate. */
  readonly engines: readonly string[];
  /** CPU time of the whole process so far, in seconds: three vaults and the records server. */
  readonly cpuSeconds: number;
};

const vaults = 3;

let running: TrialServers | null = null;

// Three vaults and a records server in a process of their own, so that their computation does not count for the client.
serveParent(
  async (question: PracticeServersQuestion): Promise<PracticeServersAnswer> => {
    if (question.ask === 'start') {
      if (question.engine === 'native') await buildEngines(question.directory);
      running = await startServers({
        directory: question.directory,
        databaseServer: question.databaseServer,
        databasePrefix: question.prefix,
        ...{
          vaults,
          threshold: 2,
          recordsConfig: question.limited === true ? { anonymous: defaults.anonymous } : {},
          logger: undefined,
        },
        vaultConfig: { members: practiceQuotas, engine: question.engine ?? 'wasm' },
        clock: { now: Date.now, advance: () => undefined },
      });
    }
    if (running === null) throw new Error('the servers are not running');
    const { federation, records, origin, recordsDatabase } = running;
    const foundingToken = question.ask === 'founding' ? await running.foundingToken() : '';
    const engines = running.vaults.vaults.map(({ engine }) => engine.name);
    const { user, system } = process.cpuUsage();
    const answer = { federation, serverUrl: records.url, origin, recordsDatabase, foundingToken };
    return { ...answer, engines, cpuSeconds: (user + system) / 1e6 };
  },
  async () => running?.[Symbol.asyncDispose](),
);

async function buildEngines(directory: string): Promise<void> {
  for (let index = 1; index <= vaults; index++) {
    const vault = join(directory, 'vaults', `vault-${index}`);
    await mkdir(vault, { recursive: true, mode: 0o700 });
    await buildNativeEngine(engineDirectory(vault), systemToolchain);
  }
}
