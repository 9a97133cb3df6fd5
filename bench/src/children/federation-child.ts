import { startLocalFederation, type LocalFederation, type LocalFederationOptions } from '@etanche/vault-server';
import type { Federation } from '@etanche/core-vault-protocol';
import { serveParent } from './serve-parent.ts';

export type FederationQuestion =
  | { readonly ask: 'start'; readonly options: Omit<LocalFederationOptions, 'now' | 'random' | 'logger'> }
  | { readonly ask: 'cpu' };

export type FederationAnswer = {
  readonly federation: Federation | null;
  /** The engines on which the vaults evaluate. */
  readonly engines: readonly string[];
  /** CPU time of the whole process so far, in seconds: all threads, user and system. */
  readonly cpuSeconds: number;
};

// Vaults in a process of their own, so that their CPU time can be measured separately.
let running: LocalFederation | null = null;

serveParent(
  async (question: FederationQuestion) => {
    if (question.ask === 'start') running = await startLocalFederation(question.options);
    const { user, system } = process.cpuUsage();
    const engines = running?.vaults.map(({ engine }) => engine.name) ?? [];
    return { federation: running?.federation ?? null, engines, cpuSeconds: (user + system) / 1e6 };
  },
  async () => running?.close(),
);
