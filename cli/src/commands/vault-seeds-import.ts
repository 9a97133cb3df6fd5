import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { importSeeds, type CeremonyStep } from '@etanche/vault-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { showStep, stepJson } from '../vault/show-step.ts';

export const command = defineCommand({
  usage: '--directory DIR PACKAGE…',
  description:
    'Imports the seeds from packages that other holders encrypted to this vault, in the ceremony or after a loss. A seed ' +
    'that already exists must be the same.',
  options: { directory: { type: 'string', value: 'DIR', required: true, help: 'directory of this vault’s secrets' } },
  arguments: { minimum: 1, maximum: 64 },
  json: true,
  exitCodes: {},
  examples: ['etanche vault seeds import --directory /etc/etanche-vault seeds-from-2-to-1.age'],
  run: async ({ terminal, json }, { directory }, files) => {
    const steps: CeremonyStep[] = [];
    for (const file of files) steps.push(await importSeeds(resolve(directory), await readFile(file)));
    const last = steps.at(-1);
    if (last === undefined) return exitCode.failed;
    const all = { ...last, seeds: steps.flatMap(({ seeds }) => seeds) };
    if (json) terminal.json(stepJson(all, []));
    else {
      terminal.done(`Vault ${all.index} imported ${all.seeds.length} seeds from ${files.length} packages.`);
      showStep(terminal, all);
      terminal.line('The packages can be deleted now.');
    }
    return exitCode.done;
  },
});
