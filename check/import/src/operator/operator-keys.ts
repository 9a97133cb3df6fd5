import { bytes32Schema } from '@etanche/core-vault-protocol';
import {
  ed25519KeyPair,
  fromBase64url,
  object,
  parseShape,
  toBase64url,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import type { SigningKey } from '@etanche/vault-client';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { ImportError } from '../import-error.ts';

const keyFileSchema = object({
  format: { const: 'etanche/v1/operator-keys' },
  /** Ed25519 seed that signs manifests and orders. */
  signingSeed: bytes32Schema,
  /** The letters' codes derive from it: the same in every version. */
  codeSecret: bytes32Schema,
  /** The keys of a run's temporary files derive from it. */
  runSecret: bytes32Schema,
  /** age identity that decrypts the rejects and letters files. */
  identity: { type: 'string', pattern: '^AGE-SECRET-KEY-1[A-Z0-9]+$', maxLength: 200 },
});
type KeyFile = Shape<typeof keyFileSchema>;

/** The operator's keys, decrypted. */
export type OperatorKeys = {
  readonly signing: SigningKey;
  readonly codeSecret: Bytes;
  readonly runSecret: Bytes;
  readonly identity: string;
  readonly recipient: string;
};

/** How the operator's key file is locked: with a passphrase (scrypt), or with an age identity stored elsewhere. */
export type KeyLock = { readonly passphrase: string; readonly workFactor: number } | { readonly identity: string };

/** Creates new keys and returns them as an age-encrypted file. */
export async function makeOperatorKeys(lock: KeyLock, random: (length: number) => Bytes): Promise<Uint8Array> {
  const file: KeyFile = {
    format: 'etanche/v1/operator-keys',
    signingSeed: toBase64url(random(32)),
    codeSecret: toBase64url(random(32)),
    runSecret: toBase64url(random(32)),
    identity: await generateX25519Identity(),
  };
  const age = new Encrypter();
  if ('passphrase' in lock) {
    age.setPassphrase(lock.passphrase);
    age.setScryptWorkFactor(lock.workFactor);
  } else age.addRecipient(await identityToRecipient(lock.identity));
  return age.encrypt(JSON.stringify(file));
}

/** @throws ImportError `keys_invalid` for every error */
export async function openOperatorKeys(encrypted: Uint8Array, lock: KeyLock): Promise<OperatorKeys> {
  const file = await decrypt(encrypted, lock);
  return {
    signing: await ed25519KeyPair(fromBase64url(file.signingSeed, 32)),
    codeSecret: fromBase64url(file.codeSecret, 32),
    runSecret: fromBase64url(file.runSecret, 32),
    identity: file.identity,
    recipient: await identityToRecipient(file.identity),
  };
}

async function decrypt(encrypted: Uint8Array, lock: KeyLock): Promise<KeyFile> {
  try {
    const age = new Decrypter();
    if ('passphrase' in lock) age.addPassphrase(lock.passphrase);
    else age.addIdentity(lock.identity);
    return parseShape(keyFileSchema, JSON.parse(await age.decrypt(encrypted, 'text')), 'operator key file');
  } catch (cause) {
    throw new ImportError('keys_invalid', "the operator's key file cannot be opened with this passphrase or identity", {
      cause,
    });
  }
}
