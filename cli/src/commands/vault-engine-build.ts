import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildNativeEngine, systemToolchain } from '@etanche/core-oprf-sodium';
import { engineDirectory } from '@etanche/vault-server';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: '--directory DIR',
  description:
    'Compiles the native engine with the C compiler of this machine, verifies its answers with the libsodium of this ' +
    'machine, and stores it in the directory of the vault. A vault uses it with ETANCHE_VAULT_ENGINE=native from its next ' +
    'start. Run it as the user of the vault, and again after an update of Étanche, Node or libsodium; until then the ' +
    'vault evaluates in WebAssembly. It needs cc, the package libsodium23 and the headers that come with Node.',
  options: { directory: { type: 'string', value: 'DIR', required: true, help: 'directory of this vault’s secrets' } },
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: {},
  examples: ['etanche vault engine build --directory /var/lib/etanche-vault'],
  run: async ({ terminal, json }, { directory }) => {
    if (!existsSync(resolve(directory))) throw new CliError('usage_invalid', `There is no directory ${directory}.`);
    const place = engineDirectory(resolve(directory));
    const library = await buildNativeEngine(place, systemToolchain);
    if (json) terminal.json({ directory: place, library });
    else terminal.done(`The native engine for libsodium ${library.version} is in ${place}.`);
    return exitCode.done;
  },
});
