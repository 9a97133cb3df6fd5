import { bytes32Schema } from '@etanche/core-vault-protocol';
import { isEtancheError, object, parseShape, toBase64url, type Bytes, type Shape } from '@etanche/core-wire';
import { keyringSchema } from '@etanche/core-sealing';
import { Decrypter, Encrypter } from 'age-encryption';
import { RecordsClientError } from '../records-client-error.ts';

const fileSchema = object({
  format: { const: 'etanche/v1/importer' },
  keyring: keyringSchema,
  indexSecret: bytes32Schema,
});

/**
 * Contents of an importer's file: the seed of its signing keys and the index secret, which determines where the
 * postings of a term are stored once the vaults have evaluated it. Nothing in it opens data of the practice.
 */
export type ImporterFile = Shape<typeof fileSchema>;

/** Encryption of an importer's file: age with a passphrase (scrypt of 2^workFactor). */
export type FileLock = { readonly passphrase: string; readonly workFactor: number };

/** Fewest characters of a passphrase: an attacker who finds the file can guess offline. */
const leastCharacters = 12;

/** @throws RecordsClientError `passphrase_refused` if it is too short */
export async function sealImporterFile(
  file: Pick<ImporterFile, 'keyring'> & { readonly indexSecret: Bytes },
  { passphrase, workFactor }: FileLock,
): Promise<Bytes> {
  if (passphrase.length < leastCharacters) {
    throw new RecordsClientError('passphrase_refused', `the passphrase has fewer than ${leastCharacters} characters`);
  }
  const age = new Encrypter();
  age.setPassphrase(passphrase);
  age.setScryptWorkFactor(workFactor);
  const { keyring, indexSecret } = file;
  const text = JSON.stringify({ format: 'etanche/v1/importer', keyring, indexSecret: toBase64url(indexSecret) });
  return Uint8Array.from(await age.encrypt(text));
}

/**
 * @throws RecordsClientError `passphrase_refused` for a wrong passphrase or an altered file; `text_invalid` for a file
 *   that is not an importer's
 */
export async function openImporterFile(file: Bytes, passphrase: string): Promise<ImporterFile> {
  if (!isAge(file)) throw new RecordsClientError('text_invalid', 'this is not an importer’s file');
  const text = await decrypt(file, passphrase);
  try {
    return parseShape(fileSchema, JSON.parse(text) as unknown, 'importer file');
  } catch (cause) {
    if (!isEtancheError(cause) && !(cause instanceof SyntaxError)) throw cause;
    throw new RecordsClientError('text_invalid', 'this is not an importer’s file', { cause });
  }
}

async function decrypt(file: Bytes, passphrase: string): Promise<string> {
  try {
    const age = new Decrypter();
    age.addPassphrase(passphrase);
    return await age.decrypt(file, 'text');
  } catch (cause) {
    throw new RecordsClientError('passphrase_refused', 'the passphrase does not open the importer’s file', { cause });
  }
}

function isAge(file: Bytes): boolean {
  const [line = ''] = new TextDecoder().decode(file.subarray(0, 64)).split('\n');
  return line === 'age-encryption.org/v1';
}
