import { resolve } from 'node:path';
import { exportSeeds, readHolderFile } from '@etanche/vault-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { showStep, stepJson, writePackages } from '../vault/show-step.ts';

export const command = defineCommand({
  usage: '--directory DIR [--out DIR] HOLDER-FILE',
  description:
    'Encrypts every seed that this vault shares with another holder to that holder, to rebuild a lost vault. That vault ' +
    'first runs etanche vault seeds make without holder files and gives you its holder file: confirm by voice or in ' +
    'person that the file is genuine.',
  options: {
    directory: { type: 'string', value: 'DIR', required: true, help: 'directory of this vault’s secrets' },
    out: { type: 'string', value: 'DIR', help: 'directory for the package (the working directory)' },
  },
  arguments: { minimum: 1, maximum: 1 },
  json: true,
  exitCodes: {},
  examples: ['etanche vault seeds export --directory /etc/etanche-vault holder-3.json'],
  run: async ({ terminal, json }, { directory, out }, [file = '']) => {
    const to = readHolderFile(resolve(file));
    const step = await exportSeeds(resolve(directory), to);
    const packages = await writePackages(resolve(out ?? '.'), step.packages);
    if (json) {
      terminal.json(stepJson(step, packages));
      return exitCode.done;
    }
    for (const { path } of packages)
      terminal.done(`The seeds that vault ${step.index} shares with vault ${to.index}: ${path}`);
    showStep(terminal, step);
    return exitCode.done;
  },
});
