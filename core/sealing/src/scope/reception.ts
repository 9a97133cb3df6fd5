import { concat, fromRecordId, toRecordId, u32, type Bytes } from '@etanche/core-wire';
import { argumentInvalid, cannotOpen } from '../sealing-error.ts';

/** Name of a secret of the role reception: the number of an epoch, or the record id of an import batch. */
export type ReceptionName = number | string;

/** A secret of the role reception, 32 bytes, and its name. */
export type Reception = { readonly name: ReceptionName; readonly secret: Bytes };
export type ReceptionOf = (name: ReceptionName) => Bytes | Promise<Bytes>;

export const RECEPTION_NAME_BYTES = 16;
/** The first bytes of an epoch's name are zero. */
const ZEROS = new Uint8Array(12);

export function encodeReceptionName(name: ReceptionName): Bytes {
  if (typeof name === 'number') return concat(ZEROS, u32(name));
  const bytes = fromRecordId(name);
  if (isEpoch(bytes)) throw argumentInvalid('the id of the import batch is reserved for epochs');
  return bytes;
}

/** @throws SealingError `cannot_open` */
export function parseReceptionName(bytes: Bytes): ReceptionName {
  if (bytes.length !== RECEPTION_NAME_BYTES) throw cannotOpen(`name of ${bytes.length} bytes`);
  if (!isEpoch(bytes)) return toRecordId(bytes);
  const epoch = new DataView(bytes.buffer, bytes.byteOffset).getUint32(ZEROS.length);
  if (epoch === 0) throw cannotOpen('epoch 0');
  return epoch;
}

function isEpoch(bytes: Bytes): boolean {
  return bytes.subarray(0, ZEROS.length).every((byte) => byte === 0);
}
