import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOperatorKeys, openOperatorKeys, type OperatorKeys } from '@etanche/check-import';
import { toBase64url, type Bytes } from '@etanche/core-wire';

/**
 * A trial's operator: its keys, and the paths of the key file and its passphrase. Anyone who can read the directory has
 * both.
 */
export type TrialOperator = { readonly keys: OperatorKeys; readonly keyFile: string; readonly passphraseFile: string };

/** age's work factor for a passphrase of 128 random bits, which needs no stretching. */
const workFactor = 10;

/** Opens the operator's keys in `directory`, or creates them. */
export async function openTrialOperator(directory: string, random: (length: number) => Bytes): Promise<TrialOperator> {
  const keyFile = join(directory, 'operator.age');
  const passphraseFile = join(directory, 'operator.passphrase');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  if (!existsSync(keyFile)) {
    const passphrase = toBase64url(random(16));
    await writeFile(passphraseFile, passphrase, { mode: 0o600 });
    await writeFile(`${keyFile}.new`, await makeOperatorKeys({ passphrase, workFactor }, random), { mode: 0o600 });
    await rename(`${keyFile}.new`, keyFile);
  }
  const passphrase = await readFile(passphraseFile, 'utf8');
  const keys = await openOperatorKeys(await readFile(keyFile), { passphrase, workFactor });
  return { keys, keyFile, passphraseFile };
}
