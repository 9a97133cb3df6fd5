import { concat, joinFields, labels, u32, type Bytes } from '@etanche/core-wire';
import { openUnderNonce, sealUnderNonce } from '../envelope/aes.ts';
import { deriveEntryKeys, shortMac } from '../envelope/entry-keys.ts';
import type { Random } from '../envelope/random.ts';
import { cannotOpen, opening, requireBytes } from '../sealing-error.ts';

/** Member whose drafts they are. The keys derive from all fields. */
export type DraftOwner = {
  readonly practice: string;
  readonly member: string;
  /** Hash of the member's public keys, 32 bytes, which changes with the seed. */
  readonly keysHash: Bytes;
};

/**
 * Seals what a member typed and the server does not have yet, on one device (docs/protocol.md 7.6.1). Ids and owner
 * reveal nothing without the seed, which a passkey opens at a sign-in.
 */
export type DraftKeys = {
  /** The mark of this member's entries on this device: 16 bytes, base64url. */
  readonly owner: string;
  /** The id under which a draft is stored: 16 bytes, base64url. */
  id(name: string): Promise<string>;
  /** Padded, so that the length on the disk gives the length of the text in steps of 1,024 bytes only. */
  seal(id: string, plaintext: Bytes, random: Random): Promise<Bytes>;
  /** @throws SealingError `cannot_open` for an altered entry, or one of another id, member or device */
  open(id: string, sealed: Bytes): Promise<Bytes>;
};

const KEY_BYTES = 32;
const LENGTH_BYTES = 4;
const STEP_BYTES = 1024;

/**
 * @param seed of the member, 32 bytes
 * @param device 32 random bytes stored on this device
 */
export async function deriveDraftKeys(seed: Bytes, device: Bytes, place: DraftOwner): Promise<DraftKeys> {
  requireBytes(seed, KEY_BYTES, 'seed');
  requireBytes(device, KEY_BYTES, 'device secret');
  requireBytes(place.keysHash, KEY_BYTES, 'keys hash');
  const info = (label: string) => joinFields(label, place.practice, place.member, place.keysHash);
  const secret = concat(seed, device);
  const { key, idKey } = await deriveEntryKeys(secret, labels.draft, info(labels.draftSeal), info(labels.draftId));
  return {
    owner: await shortMac(idKey, joinFields(labels.draftOwner)),
    id: (name) => shortMac(idKey, joinFields(labels.draftId, name)),
    seal: (id, plaintext, random) => sealUnderNonce(key, joinFields(labels.draftEntry, id), padded(plaintext), random),
    open: (id, sealed) =>
      opening('draft', async () => unpadded(await openUnderNonce(key, joinFields(labels.draftEntry, id), sealed))),
  };
}

/** Length in 4 bytes, the bytes, and zeros up to a multiple of 1,024. */
function padded(plaintext: Bytes): Bytes {
  const size = Math.ceil((LENGTH_BYTES + plaintext.length) / STEP_BYTES) * STEP_BYTES;
  const bytes = new Uint8Array(size);
  bytes.set(u32(plaintext.length));
  bytes.set(plaintext, LENGTH_BYTES);
  return bytes;
}

function unpadded(bytes: Bytes): Bytes {
  if (bytes.length < LENGTH_BYTES) throw cannotOpen(`draft of ${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > bytes.length - LENGTH_BYTES) throw cannotOpen(`draft of ${bytes.length} bytes`);
  return bytes.slice(LENGTH_BYTES, LENGTH_BYTES + length);
}
