import { concat, joinFields, labels, u64, type Bytes } from '@etanche/core-wire';
import { openUnderNonce, sealUnderNonce } from '../envelope/aes.ts';
import { hkdf } from '../envelope/derive.ts';
import { deriveEntryKeys, shortMac } from '../envelope/entry-keys.ts';
import { importHmac } from '../envelope/mac.ts';
import type { Random } from '../envelope/random.ts';
import { cannotOpen, opening, requireBytes } from '../sealing-error.ts';

/** The output of an evaluation, and the time of the request to the vaults, in milliseconds since 1970. */
export type CachedOutput = { readonly countedAt: number; readonly output: Bytes };

/** Member and passkey of the outputs. The keys derive from all fields. */
export type CacheOwner = {
  readonly practice: string;
  readonly member: string;
  /** Credential id, base64url. */
  readonly credential: string;
  /** Hash of the member's public keys, 32 bytes, which changes with the seed. */
  readonly keysHash: Bytes;
};

/**
 * Seals the outputs of evaluations, so that a member can reopen scopes after a lock (docs/protocol.md 7.6). All entries
 * have the same size, and their ids reveal nothing without the passkey.
 */
export type CacheKeys = {
  /** The id under which the output for an input is stored: 16 bytes, base64url. @param purpose of the key set */
  id(purpose: string, input: Bytes): Promise<string>;
  seal(id: string, kept: CachedOutput, random: Random): Promise<Bytes>;
  /** @throws SealingError `cannot_open` for an entry of another id, member, passkey or device */
  open(id: string, sealed: Bytes): Promise<CachedOutput>;
};

const KEY_BYTES = 32;
const OUTPUT_BYTES = 64;
const TIME_BYTES = 8;

/**
 * @param prf output of the passkey's PRF, 32 bytes
 * @param device 32 random bytes stored on this device
 */
export async function deriveCacheKeys(prf: Bytes, device: Bytes, place: CacheOwner): Promise<CacheKeys> {
  requireBytes(prf, KEY_BYTES, 'PRF output');
  requireBytes(device, KEY_BYTES, 'device secret');
  requireBytes(place.keysHash, KEY_BYTES, 'keys hash');
  const info = (label: string) => joinFields(label, place.practice, place.member, place.credential, place.keysHash);
  const secret = concat(prf, device);
  const { key, idKey } = await deriveEntryKeys(secret, labels.kept, info(labels.keptSeal), info(labels.keptId));
  return {
    id: async (purpose, input) => shortMac(idKey, joinFields(labels.keptId, purpose, input)),
    seal: async (id, { countedAt, output }, random) => {
      requireBytes(output, OUTPUT_BYTES, 'output');
      return sealUnderNonce(key, joinFields(labels.keptEntry, id), concat(u64(countedAt), output), random);
    },
    open: (id, sealed) =>
      opening('cached output', async () => {
        const plaintext = await openUnderNonce(key, joinFields(labels.keptEntry, id), sealed);
        if (plaintext.length !== TIME_BYTES + OUTPUT_BYTES)
          throw cannotOpen(`cached output of ${plaintext.length} bytes`);
        const countedAt = Number(new DataView(plaintext.buffer, plaintext.byteOffset).getBigUint64(0));
        const output = plaintext.slice(TIME_BYTES);
        plaintext.fill(0);
        return { countedAt, output };
      }),
  };
}

/**
 * The substitute for the PRF output of a gateway, which has no passkey: 32 bytes from its seed (docs/protocol.md 7.6).
 */
export async function gatewayCacheSecret(seed: Bytes): Promise<Bytes> {
  requireBytes(seed, KEY_BYTES, 'member seed');
  return hkdf(seed, labels.kept, joinFields(labels.gatewayKept), KEY_BYTES);
}

/**
 * Marks the entries of a member or of a passkey on one device, so that they can be deleted without the passkey. The
 * mark does not identify the member or passkey to a reader of the entries.
 */
export async function cacheOwnerMark(device: Bytes, ...whose: readonly string[]): Promise<string> {
  requireBytes(device, KEY_BYTES, 'device secret');
  return shortMac(await importHmac(device), joinFields(labels.keptOwner, ...whose));
}
