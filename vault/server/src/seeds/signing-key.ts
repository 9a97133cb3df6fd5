import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { bytes32Schema } from '@etanche/core-vault-protocol';
import {
  ed25519FromSeed,
  fromBase64url,
  labels,
  object,
  parseShape,
  signDetached,
  toBase64url,
  verifyDetached,
  type Bytes,
} from '@etanche/core-wire';
import { writePrivateFile } from '@etanche/platform';
import { readPrivate } from './private-file.ts';
import { asSecretsLocation, type SecretsLocation } from './secrets-location.ts';
import { VaultError } from '../vault-error.ts';

const schema = object({
  format: { const: 'etanche/v1/vault-signing-key' },
  publicKey: bytes32Schema,
  seed: bytes32Schema,
});

/** The vault's Ed25519 key: it signs statements, cosigns manifests, and identifies the vault as audience (`aud`). */
export type SigningKey = {
  /** Base64url. */
  readonly publicKey: string;
  /** Not extractable. */
  readonly key: CryptoKey;
  /** Key that all replicas of the vault derive alike, for proof-of-work challenges. */
  readonly workKey: Bytes;
  /** Key that all replicas derive alike, for challenges of the approvals page. */
  readonly approvalsKey: Bytes;
};

export function signingKeyPath(directory: string): string {
  return join(directory, 'signing-key.json');
}

/**
 * Creates the key of a new vault. Pages and federation files pin its public key, so only the seed ceremony creates it,
 * once; a vault that starts without a key never does.
 */
export async function makeSigningKey(directory: string): Promise<string> {
  if (readPrivate(signingKeyPath(directory)) !== null) {
    throw new VaultError('already_made', `${signingKeyPath(directory)} exists`);
  }
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const { x = '', d = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  await writePrivateFile(
    signingKeyPath(directory),
    `${JSON.stringify({ format: 'etanche/v1/vault-signing-key', publicKey: x, seed: d })}\n`,
  );
  return x;
}

/** @throws VaultError `signing_key_missing`, `signing_key_invalid`, `seed_file_readable_by_others` */
export async function readSigningKey(location: SecretsLocation | string): Promise<SigningKey> {
  const { directory, bySystemd } = asSecretsLocation(location);
  const content = readPrivate(signingKeyPath(directory), bySystemd);
  if (content === null) {
    throw new VaultError('signing_key_missing', `${signingKeyPath(directory)} does not exist: restore its copy`);
  }
  try {
    const { publicKey, seed } = parseShape(schema, JSON.parse(content.toString('utf8')), 'signing key');
    const secret = fromBase64url(seed, 32);
    const key = await ed25519FromSeed(secret, fromBase64url(publicKey, 32));
    await proveMatch(key, publicKey);
    const workKey = new Uint8Array(hkdfSync('sha256', secret, '', labels.workChallenge, 32));
    const approvalsKey = new Uint8Array(hkdfSync('sha256', secret, '', labels.approvalsChallenge, 32));
    secret.fill(0);
    return { publicKey, key, workKey, approvalsKey };
  } catch (error) {
    // Neither the parser's nor the engine's message is passed on, because it may quote the file.
    if (error instanceof VaultError) throw error;
    throw new VaultError('signing_key_invalid', `${signingKeyPath(directory)} is malformed`);
  } finally {
    content.fill(0);
  }
}

/** An import does not compare the two halves: a wrong public key would only be noticed by callers. */
async function proveMatch(key: CryptoKey, publicKey: string): Promise<void> {
  const jws = await signDetached(new Uint8Array(1), 'etanche-self-test', key, publicKey);
  await verifyDetached(toBase64url(new Uint8Array(1)), jws, 'etanche-self-test', fromBase64url(publicKey, 32));
}
