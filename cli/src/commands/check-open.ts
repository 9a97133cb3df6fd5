import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decryptForOperator, openOperatorKeys } from '@etanche/check-import';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';
import { lockOptions, operatorLock } from '../import/operator-lock.ts';
import { withoutCoreDumps } from '../without-core-dumps.ts';

export const command = defineCommand({
  usage: 'FILE --keys operator.age [--to FILE]',
  description:
    'Decrypts a file that an import wrote for the operator: the rejected rows or the letters’ codes. Writes to standard ' +
    'output, or with --to to a file; that file is plain text, so store it on an encrypted disk and delete it soon.',
  options: {
    keys: { type: 'string', value: 'FILE', required: true, help: 'the operator’s keys' },
    ...lockOptions,
    to: { type: 'string', value: 'FILE', help: 'file for the plain text, readable only by you' },
  },
  arguments: { minimum: 1, maximum: 1 },
  json: false,
  exitCodes: {},
  examples: ['etanche check open site.import/letters.csv.age --keys operator.age --to /media/safe/letters.csv'],
  run: async ({ terminal, signal }, values, [file = '']) => {
    withoutCoreDumps();
    const keys = await openOperatorKeys(await readFile(values.keys), await operatorLock(values, false));
    const encrypted = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    const plain = Readable.fromWeb((await decryptForOperator(encrypted, keys)) as never);
    const { to } = values;
    if (to === undefined) await pipeline(plain, process.stdout, { end: false, signal });
    else {
      await pipeline(plain, createWriteStream(to, { flags: 'wx', mode: 0o600 }), { signal });
      terminal.done(`${to} contains plain text.`);
    }
    return exitCode.done;
  },
});
