import { concat, fromRecordId, fromUtf8, toRecordId, u32, utf8, type Bytes } from '@etanche/core-wire';
import { openBinary, sealBinary } from '@etanche/core-sealing';
import { bytesOf, streamOf } from '../attachments/stream-bytes.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { newId } from '../data/new-id.ts';
import type { ScopeState } from '../scope/scope-state.ts';

/** Length of a padded explanation in bytes; the padding hides the length of the text. */
const TEXT_BYTES = 1024;
const EPOCH_BYTES = 4;
const ID_BYTES = 16;
const SALT_BYTES = 32;

/**
 * Seals the explanation of an emergency opening for the members who read the patient's identity: epoch (4 bytes) ‖ id ‖
 * salt ‖ a binary of docs/protocol.md 7.4 in the compartment identity, with the text padded with zeros to 1,024 bytes.
 *
 * @throws DataError `too_large`
 */
export async function sealReason(context: DataContext, state: ScopeState, text: string): Promise<Bytes> {
  const plain = utf8(text);
  if (plain.length > TEXT_BYTES) throw new DataError('too_large', `explanation of ${plain.length} bytes`);
  const padded = new Uint8Array(TEXT_BYTES);
  padded.set(plain);
  const epoch = context.secrets.shared().writingEpoch();
  const id = newId(context);
  const key = await context.keys.compartment(state, state.erasure, 'identity', epoch);
  const { salt, transform } = await sealBinary(key, id, context.environment.random);
  const sealed = await bytesOf(streamOf(padded).pipeThrough(transform));
  return concat(u32(epoch), fromRecordId(id), salt, sealed);
}

/** @throws DataError, SealingError `cannot_open` */
export async function openReason(context: DataContext, state: ScopeState, sealed: Bytes): Promise<string> {
  if (sealed.length < EPOCH_BYTES + ID_BYTES + SALT_BYTES) throw untrusted('a truncated explanation');
  await context.keys.unlock(state);
  const epoch = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0);
  const id = toRecordId(sealed.subarray(EPOCH_BYTES, EPOCH_BYTES + ID_BYTES));
  const at = EPOCH_BYTES + ID_BYTES;
  const key = await context.keys.compartment(state, state.erasure, 'identity', epoch);
  const transform = await openBinary(key, id, sealed.slice(at, at + SALT_BYTES));
  const padded = await bytesOf(streamOf(sealed.subarray(at + SALT_BYTES)).pipeThrough(transform));
  return fromUtf8(padded.subarray(0, padded.findLastIndex((byte) => byte !== 0) + 1));
}
