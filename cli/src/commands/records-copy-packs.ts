import { recordIdSchema } from '@etanche/core-wire';
import { copyPacks, readRecordsConfig } from '@etanche/records-server';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: '--practice ID --file ID',
  description:
    'Writes the sealed packs of one patient’s file to the standard output, for a doctor to repair the file with. Run it with ' +
    'the settings of a restored backup in the environment, not with those of the server in use. The output is encrypted: ' +
    'without the keys of the practice and an evaluation by the vaults nobody reads it.',
  options: {
    practice: { type: 'string', value: 'ID', help: 'the practice, as the screen of the damaged file shows it' },
    file: { type: 'string', value: 'ID', help: 'the file, as that screen shows it' },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: false,
  exitCodes: { 1: 'the database has no such packs' },
  examples: ['etanche records copy-packs --practice ID --file ID > copy.json'],
  run: async ({ terminal }, { practice, file }) => {
    if (practice === undefined || file === undefined)
      throw new CliError('usage_invalid', 'Name the practice and the file: --practice ID --file ID.');
    const id = new RegExp(recordIdSchema.pattern);
    if (!id.test(practice) || !id.test(file)) throw new CliError('usage_invalid', 'An id has 26 letters and digits.');
    const { config, secrets } = readRecordsConfig();
    const copies = await copyPacks(config, secrets, { practice, scope: file });
    if (copies.packs.length === 0) {
      terminal.warn('The database has no packs of this file.');
      return exitCode.failed;
    }
    terminal.line(JSON.stringify(copies));
    return exitCode.done;
  },
});
