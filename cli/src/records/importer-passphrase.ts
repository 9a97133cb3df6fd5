import { readFile } from 'node:fs/promises';
import { readEnvironment, setting } from '@etanche/platform';
import { askSecretly } from '../import/ask.ts';

/** The passphrase of an importer's file: the option, ETANCHE_IMPORTER_PASSPHRASE, or a question on a terminal. */
export async function importerPassphrase(file: string | undefined): Promise<string> {
  if (file !== undefined) return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
  const { ETANCHE_IMPORTER_PASSPHRASE: given } = readEnvironment({
    ETANCHE_IMPORTER_PASSPHRASE: setting.optional(setting.secret(setting.string())),
  });
  return given?.reveal() ?? askSecretly('Passphrase of the importer’s file: ');
}
