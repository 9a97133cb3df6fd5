import type { EngineKey } from '../engine/engine.ts';
import { joinFields, labels, u32, type Bytes } from '@etanche/core-wire';
import { hkdfAes, importHkdf } from '../envelope/derive.ts';
import { draw, type Random } from '../envelope/random.ts';
import { openChunks, sealChunks, type ByteTransform } from '../envelope/sealed-chunks.ts';
import type { CompartmentKey } from './scope.ts';
import { cannotOpen, requireBytes } from '../sealing-error.ts';

const SALT_BYTES = 32;

/** Seals a stream. Store `salt` with it: the key is used for this stream only. @param binary record id */
export async function sealBinary(
  key: CompartmentKey,
  binary: string,
  random: Random,
): Promise<{ readonly salt: Bytes; readonly transform: ByteTransform }> {
  const salt = draw(random, SALT_BYTES);
  const sealer = await prepare(key, binary, salt);
  return { salt, transform: sealChunks(sealer.key, sealer.aad) };
}

/** Opens the stream of a binary (`openChunks`). @throws SealingError `cannot_open` for another size of salt */
export async function openBinary(key: CompartmentKey, binary: string, salt: Bytes): Promise<ByteTransform> {
  if (salt.length !== SALT_BYTES) throw cannotOpen(`salt of ${salt.length} bytes`);
  const opener = await prepare(key, binary, salt);
  return openChunks(opener.key, opener.aad);
}

/** Bytes of the secret of a binary that has a key of its own. */
export const BINARY_SECRET_BYTES = 32;

/**
 * The key of a binary that an importer seals (docs/protocol.md 7.4): it derives from a secret in the resource that
 * names the binary, so that only members who open the resource open the binary.
 *
 * @param secret 32 random bytes, drawn for this binary
 */
export async function ownBinaryKey(
  place: Pick<CompartmentKey, 'practice' | 'scope' | 'compartment' | 'epoch'>,
  secret: Bytes,
): Promise<CompartmentKey> {
  requireBytes(secret, BINARY_SECRET_BYTES, 'secret of a binary');
  const { practice, scope, compartment, epoch } = place;
  return { practice, scope, compartment, epoch, key: await importHkdf(secret) };
}

async function prepare(key: CompartmentKey, binary: string, salt: Bytes): Promise<{ key: EngineKey; aad: Bytes }> {
  requireBytes(salt, SALT_BYTES, 'salt');
  const { practice, scope, compartment, epoch } = key;
  return {
    key: await hkdfAes(key.key, salt, joinFields(labels.binary, binary)),
    aad: joinFields(labels.binary, practice, scope, compartment, binary, u32(epoch)),
  };
}
