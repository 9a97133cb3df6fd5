import { readFile } from 'node:fs/promises';
import type { KeyLock } from '@etanche/check-import';
import { readEnvironment, setting } from '@etanche/platform';
import { CliError } from '../cli-error.ts';
import { askSecretly } from './ask.ts';

/** The options with which every command opens the operator's key file. */
export const lockOptions = {
  'passphrase-file': { type: 'string', value: 'FILE', help: 'first line: the passphrase of the key file' },
  identity: { type: 'string', value: 'FILE', help: 'age identity that opens the key file, instead of a passphrase' },
} as const;

/** The cost of guessing a passphrase: age's default, about a second per attempt. */
const WORK_FACTOR = 18;

type LockValues = { readonly 'passphrase-file': string | undefined; readonly identity: string | undefined };

/**
 * Reads the lock of the operator's key file from the options, ETANCHE_OPERATOR_PASSPHRASE, or the terminal.
 *
 * @param twice asks for a new passphrase twice, since it cannot be recovered
 */
export async function operatorLock(values: LockValues, twice: boolean): Promise<KeyLock> {
  const { identity, 'passphrase-file': file } = values;
  if (identity !== undefined && file !== undefined) {
    throw new CliError('usage_invalid', '--identity and --passphrase-file cannot be combined.');
  }
  if (identity !== undefined) return { identity: readIdentity(await readFile(identity, 'utf8')) };
  return { passphrase: await passphrase(file, twice), workFactor: WORK_FACTOR };
}

async function passphrase(file: string | undefined, twice: boolean): Promise<string> {
  if (file !== undefined) return nonEmpty((await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '');
  const { ETANCHE_OPERATOR_PASSPHRASE: given } = readEnvironment({
    ETANCHE_OPERATOR_PASSPHRASE: setting.optional(setting.secret(setting.string())),
  });
  if (given !== undefined) return nonEmpty(given.reveal());
  const answer = nonEmpty(await askSecretly('Passphrase of the operator’s keys: '));
  if (twice && answer !== (await askSecretly('The same passphrase again: '))) {
    throw new CliError('usage_invalid', 'The two passphrases differ.');
  }
  return answer;
}

function nonEmpty(text: string): string {
  if (text === '') throw new CliError('usage_invalid', 'The passphrase is empty.');
  return text;
}

/** An identity file of age: comments, then one key. */
function readIdentity(text: string): string {
  const key = text.split(/\r?\n/).find((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (key === undefined) throw new CliError('usage_invalid', '--identity is not a file with an age secret key.');
  return key.trim();
}
