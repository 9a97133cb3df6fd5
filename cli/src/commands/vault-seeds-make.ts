import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makeSeeds, prepareHolder, readHolderFile, type Holder, type VaultPosition } from '@etanche/vault-server';
import type { Terminal } from '../terminal.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { wholeNumber } from '../whole-number.ts';
import { showStep, stepJson, writePackages } from '../vault/show-step.ts';

export const command = defineCommand({
  usage: '--directory DIR --index I --vaults N --threshold T [--generation G] [--out DIR] [HOLDER-FILE…]',
  description:
    'Performs this vault’s part in the seed ceremony, in two steps. Without holder files it prepares the directory (an ' +
    'age identity and a signing key, which never leave it) and writes holder-<I>.json for the other holders. With the ' +
    'holder files of all vaults it creates the seeds assigned to this vault and writes one encrypted package for each ' +
    'other holder, to be sent over any channel and read by etanche vault seeds import. No vault ever has all seeds.',
  options: {
    directory: { type: 'string', value: 'DIR', required: true, help: 'directory of this vault’s secrets' },
    index: { type: 'string', value: 'I', required: true, help: 'index of this vault, from 1' },
    vaults: { type: 'string', value: 'N', required: true, help: 'number of vaults, at most 9' },
    threshold: { type: 'string', value: 'T', required: true, help: 'number of vaults that must answer' },
    generation: {
      type: 'string',
      value: 'G',
      help: '1 at first; one more for each later replacement of all seeds (1)',
    },
    out: { type: 'string', value: 'DIR', help: 'directory for the files for the others (the working directory)' },
  },
  arguments: { minimum: 0, maximum: 9 },
  json: true,
  exitCodes: {},
  examples: [
    'etanche vault seeds make --directory /etc/etanche-vault --index 1 --vaults 3 --threshold 2',
    'etanche vault seeds make --directory /etc/etanche-vault --index 1 --vaults 3 --threshold 2 holder-*.json',
  ],
  run: async ({ terminal, json, random }, values, files) => {
    const position: VaultPosition = {
      generation: wholeNumber('generation', values.generation ?? '1', 1, 1_000_000),
      vaults: wholeNumber('vaults', values.vaults, 1, 1_000_000),
      threshold: wholeNumber('threshold', values.threshold, 1, 1_000_000),
      index: wholeNumber('index', values.index, 1, 1_000_000),
    };
    const directory = resolve(values.directory);
    const out = resolve(values.out ?? '.');
    const own = await prepareHolder(directory, position);
    // A federation of one vault has nobody to wait for.
    if (files.length === 0 && position.vaults > 1) return announce(terminal, json, own, out);
    const holders = files.length === 0 ? [own] : files.map((file) => readHolderFile(resolve(file)));
    const step = await makeSeeds(directory, holders, (length) => Uint8Array.from(random(length)));
    const packages = await writePackages(out, step.packages);
    if (json) {
      terminal.json(stepJson(step, packages));
      return exitCode.done;
    }
    terminal.done(`Vault ${position.index} made ${step.seeds.length} of the seeds and keeps them in ${directory}.`);
    for (const { to, path } of packages) terminal.line(`For vault ${to}, encrypted to it alone: ${path}`);
    showStep(terminal, step);
    return exitCode.done;
  },
});

async function announce(terminal: Terminal, json: boolean, own: Holder, out: string) {
  const path = resolve(out, `holder-${own.index}.json`);
  await writeFile(path, `${JSON.stringify(own, null, 2)}\n`);
  if (json) terminal.json({ index: own.index, signingKey: own.signingKey, holderFile: path });
  else {
    terminal.done(`Vault ${own.index} is prepared. ${path} contains no secret.`);
    terminal.line('Give that file to every other holder, collect theirs, and run this command again with all of them.');
  }
  return exitCode.done;
}
