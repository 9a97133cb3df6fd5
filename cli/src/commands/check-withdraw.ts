import { readFile } from 'node:fs/promises';
import { openOperatorKeys } from '@etanche/check-import';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { indexNameSchema } from '@etanche/core-check-protocol';
import { checkIndexId, federationSchema } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import { sendKeySetOrder, timerSleep, VaultClientError } from '@etanche/vault-client';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { lockOptions, operatorLock } from '../import/operator-lock.ts';
import { wholeNumber } from '../whole-number.ts';

export const command = defineCommand({
  usage: 'INDEX --index-version N --vaults vaults.json --keys operator.age',
  description:
    'Permanently withdraws a published version of an index: orders every vault to reject its key sets. Copies of its ' +
    'files are useless from then on, and the page answers "could not check". Delete the files at the host afterwards. This ' +
    'cannot be undone; the same people can be published again under another version.',
  options: {
    'index-version': { type: 'string', value: 'N', required: true, help: 'the version to withdraw' },
    vaults: { type: 'string', value: 'FILE', required: true, help: 'the federation of vaults' },
    keys: { type: 'string', value: 'FILE', required: true, help: 'the operator’s keys' },
    ...lockOptions,
  },
  arguments: { minimum: 1, maximum: 1 },
  json: true,
  exitCodes: { 3: 'not every vault has confirmed: run the same command again' },
  examples: ['etanche check withdraw labos-2021 --index-version 1 --vaults vaults.json --keys operator.age'],
  run: async ({ terminal, json, now, random }, values, [index]) => {
    const version = wholeNumber('index-version', values['index-version'], 1, 1_000_000);
    const id = checkIndexId(parseShape(indexNameSchema, index, 'INDEX'), version);
    const federation = parseShape(federationSchema, JSON.parse(await readFile(values.vaults, 'utf8')), '--vaults');
    const keys = await openOperatorKeys(await readFile(values.keys), await operatorLock(values, false));
    const order = {
      ...{ federation, owner: keys.signing, now, fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 30_000 },
      group: await loadSodiumGroup(),
      random: (length: number) => Uint8Array.from(random(length)),
      command: { order: 'withdraw' } as const,
    };
    const withdrawn: string[] = [];
    let outcome: (typeof exitCode)['done' | 'couldNotCheck'] = exitCode.done;
    for (const keySet of [`check/${id}`, `check-code/${id}`]) {
      try {
        await sendKeySetOrder({ ...order, id: keySet });
        withdrawn.push(keySet);
        if (!json) terminal.done(`${keySet} is permanently rejected by all ${federation.vaults.length} vaults`);
      } catch (error) {
        if (!(error instanceof VaultClientError)) throw error;
        // An index with letters only, or without letters, has a single key set.
        if (error.failures.length > 0 && error.failures.every(({ code }) => code === 'key_set_unknown')) continue;
        terminal.printProblem(error);
        outcome = exitCode.couldNotCheck;
      }
    }
    if (json) terminal.json({ withdrawn });
    if (outcome === exitCode.done && withdrawn.length === 0) {
      terminal.warn(`No vault knows ${id}.`);
      return exitCode.failed;
    }
    return outcome;
  },
});
