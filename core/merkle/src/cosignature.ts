import { concat, u64, utf8, verifyEd25519, type Bytes } from '@etanche/core-wire';
import { parseCheckpoint } from './checkpoint.ts';
import { MerkleError } from './merkle-error.ts';
import {
  noteKeyId,
  signaturesBy,
  type NoteKey,
  type NoteSignature,
  type NoteSigner,
  type SignedNote,
} from './signed-note.ts';

/** Timestamped Ed25519 witness cosignatures (C2SP signed-note, signature types). */
const cosignatureType = 0x04;
const timestampBytes = 8;

/**
 * A cosignature/v1 (C2SP tlog-cosignature): states that at `time` this was the largest consistent tree seen by the
 * cosigner.
 *
 * @param text a checkpoint, as `formatCheckpoint` gives it
 * @param time seconds since 1970
 * @throws MerkleError `note_invalid`, `position_invalid` for a time that is not a whole number of seconds
 */
export async function cosign(text: string, time: number, { name, publicKey, key }: NoteSigner): Promise<NoteSignature> {
  parseCheckpoint(text);
  if (!Number.isSafeInteger(time) || time < 0)
    throw new MerkleError('position_invalid', 'time is not in whole seconds');
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', key, message(text, time)));
  return { name, keyId: noteKeyId(name, cosignatureType, publicKey), signature: concat(u64(time), signature) };
}

/**
 * Verifies the cosignatures of one cosigner. Signatures by other keys are ignored; an invalid signature by this
 * cosigner makes the note invalid.
 *
 * @returns the latest time among them, in seconds since 1970
 * @throws MerkleError `note_refused`
 */
export async function verifyCosignature({ text, signatures }: SignedNote, cosigner: NoteKey): Promise<number> {
  const { name, publicKey } = cosigner;
  const found = signaturesBy(signatures, name, noteKeyId(name, cosignatureType, publicKey));
  if (found.length === 0) throw new MerkleError('note_refused', 'note is not cosigned by the key');
  let latest = 0;
  for (const { signature } of found) {
    const time = cosignatureTime(signature);
    if (!(await verifyEd25519(publicKey, message(text, time), signature.slice(timestampBytes)))) {
      throw new MerkleError('note_refused', 'cosignature is invalid');
    }
    latest = Math.max(latest, time);
  }
  return latest;
}

/**
 * The time stated in a cosignature, in seconds since 1970.
 *
 * @param signature the bytes after the key id: 8 of time, 64 of Ed25519
 * @throws MerkleError `note_refused`
 */
export function cosignatureTime(signature: Bytes): number {
  if (signature.length !== timestampBytes + 64) {
    throw new MerkleError('note_refused', `cosignature of ${signature.length} bytes`);
  }
  const time = new DataView(signature.buffer, signature.byteOffset, timestampBytes).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER))
    throw new MerkleError('note_refused', 'time of the cosignature is out of range');
  return Number(time);
}

function message(text: string, time: number): Bytes {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}
