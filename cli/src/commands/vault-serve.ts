import { once } from 'node:events';
import { createVault, readVaultConfig } from '@etanche/vault-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: '',
  description:
    'Runs one vault of a federation until ctrl-C or SIGTERM; it finishes accepted requests. Its settings are ' +
    'the ETANCHE_VAULT_… variables of vault/server/README.md, at least ETANCHE_VAULT_DIRECTORY, ETANCHE_VAULT_OWNER, ' +
    'ETANCHE_VAULT_JURISDICTION, ETANCHE_VAULT_BEHIND_PROXY and ETANCHE_VAULT_OPERATORS or ETANCHE_VAULT_RECORDS_SERVERS. ' +
    'DATABASE_URL is its PostgreSQL. Its ' +
    'seeds must be complete (etanche vault seeds) and readable only by this user.',
  options: {},
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: {},
  examples: ['etanche vault serve'],
  run: async ({ terminal, json, signal }) => {
    withoutCoreDumps();
    const { config, secrets } = readVaultConfig();
    const vault = await createVault(config, secrets);
    const { url, metricsUrl, index, signingKey, engine } = vault;
    if (json) terminal.json({ url, metricsUrl, index, signingKey, engine });
    else {
      terminal.done(`Vault ${index} listens on ${url}; metrics: ${metricsUrl ?? 'none'}.`);
      terminal.line(`It evaluates with ${engine.name}.`);
      if (engine.problem !== null) terminal.warn(`Not with the native engine: ${engine.problem}.`);
      terminal.line(`Its signing key, for the federation file of operators: ${signingKey}`);
    }
    if (!signal.aborted) await once(signal, 'abort');
    await vault.close();
    return exitCode.done;
  },
});
