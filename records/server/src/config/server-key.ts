import { createPrivateKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { bytes32Schema } from '@etanche/core-vault-protocol';
import {
  ed25519FromSeed,
  ed25519KeyPair,
  fromBase64url,
  joinFields,
  object,
  parseShape,
  signCompact,
  toBase64url,
  utf8,
  verifyEd25519,
  type Bytes,
} from '@etanche/core-wire';
import { createPrivateFile } from '@etanche/platform';
import { readPrivate } from './private-file.ts';
import { RecordsError } from '../records-error.ts';
import { knownMark, remember } from './server-identity.ts';
import type { Store } from '../store/store.ts';

const schema = object({
  format: { const: 'etanche/v1/records-server-key' },
  publicKey: bytes32Schema,
  seed: bytes32Schema,
});

/** The server's Ed25519 key: orders freezes, admits practices to the vaults as their operator, signs freshness. */
export type ServerKey = {
  /** Base64url. */
  readonly publicKey: string;
  /** Not extractable. */
  readonly key: CryptoKey;
  /** The same key for Node's synchronous functions. */
  readonly signer: KeyObject;
  /** For hashes of networks and marks of tokens: all servers of one key have the same. */
  readonly secret: Bytes;
};

/**
 * Reads the key, or makes it at the first start. The store remembers its public half: practices name it in their
 * genesis, so a server that lost its key, or another server's, does not start on their store.
 *
 * @throws RecordsError `key_file_invalid`, `key_file_readable_by_others`
 */
export async function takeServerKey(
  directory: string,
  store: Store,
  random: (length: number) => Bytes,
): Promise<ServerKey> {
  const path = join(directory, 'server-key.json');
  const known = await knownMark(store, 'key');
  if (readPrivate(path) === null) {
    if (known !== null) throw new RecordsError('key_file_invalid', `${path} is missing: restore its copy`);
    const seed = random(32);
    const publicKey = toBase64url((await ed25519KeyPair(seed)).publicKey);
    const content = { format: 'etanche/v1/records-server-key', publicKey, seed: toBase64url(seed) };
    await createPrivateFile(path, `${JSON.stringify(content)}\n`, toBase64url(random(8)));
  }
  const key = await readKey(path);
  if ((known ?? (await remember(store, 'key', key.publicKey))) !== key.publicKey) {
    throw new RecordsError('key_file_invalid', `${path} is not the key that the practices of this store know`);
  }
  return key;
}

/** 32 bytes that follow from the key's seed: all servers of one key have the same. */
export async function secretOf(seed: Bytes): Promise<Bytes> {
  return new Uint8Array(
    await crypto.subtle.digest('SHA-256', joinFields('etanche/v1/records-server-key/secret', seed)),
  );
}

/** A compact JWS of JSON. */
export function signJson(
  payload: object,
  typ: string,
  { key, publicKey }: Pick<ServerKey, 'key' | 'publicKey'>,
): Promise<string> {
  return signCompact(utf8(JSON.stringify(payload)), typ, key, publicKey);
}

async function readKey(path: string): Promise<ServerKey> {
  const content = readPrivate(path);
  try {
    const { publicKey, seed } = parseShape(schema, JSON.parse(content?.toString('utf8') ?? ''), 'server key');
    const bytes = fromBase64url(seed, 32);
    const key = await ed25519FromSeed(bytes, fromBase64url(publicKey, 32));
    const message = utf8('etanche/v1/records-server-key/self-test');
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', key, message));
    // An import does not compare the two halves: a wrong public half would only show at the vaults.
    if (!(await verifyEd25519(fromBase64url(publicKey, 32), message, signature))) throw new Error('halves differ');
    const secret = await secretOf(bytes);
    bytes.fill(0);
    const jwk = { kty: 'OKP', crv: 'Ed25519', d: seed, x: publicKey };
    return { publicKey, key, signer: createPrivateKey({ key: jwk, format: 'jwk' }), secret };
  } catch {
    // Neither the parser's message nor the engine's is passed on: they may quote the file.
    throw new RecordsError('key_file_invalid', `${path} is not one of ours`);
  } finally {
    content?.fill(0);
  }
}
