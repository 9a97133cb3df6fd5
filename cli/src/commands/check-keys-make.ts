import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makeOperatorKeys, openOperatorKeys } from '@etanche/check-import';
import { toBase64url } from '@etanche/core-wire';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { lockOptions, operatorLock } from '../import/operator-lock.ts';

export const command = defineCommand({
  usage: 'FILE [--passphrase-file FILE | --identity FILE]',
  description:
    'Creates the operator’s keys once, as one age-encrypted file: the key that signs indexes, the secret from which the ' +
    'letters’ codes derive, and the identity that decrypts the rejects and letters files. Keep a copy: without it, no index ' +
    'can be renewed and no letter matched. The passphrase is read from the terminal, --passphrase-file or ' +
    'ETANCHE_OPERATOR_PASSPHRASE. Give the printed public key to the vaults’ operators.',
  options: lockOptions,
  arguments: { minimum: 1, maximum: 1 },
  json: true,
  exitCodes: {},
  examples: ['etanche check keys make operator.age'],
  run: async ({ terminal, json, random }, values, [file = '']) => {
    const path = resolve(file);
    const lock = await operatorLock(values, true);
    const encrypted = await makeOperatorKeys(lock, (length) => Uint8Array.from(random(length)));
    // Never overwrite a file: lost keys cannot be restored.
    await writeFile(path, encrypted, { flag: 'wx', mode: 0o600 });
    const { signing, recipient } = await openOperatorKeys(encrypted, lock);
    const operatorKey = toBase64url(signing.publicKey);
    if (json) terminal.json({ file: path, operatorKey, recipient });
    else {
      terminal.done(`The operator’s keys are in ${path}. Keep a copy, and store its passphrase separately.`);
      terminal.line(`Public key, for the vaults’ configuration: ${terminal.style('bold', operatorKey)}`);
    }
    return exitCode.done;
  },
});
