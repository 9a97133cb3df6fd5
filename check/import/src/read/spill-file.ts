import { createCipheriv, createDecipheriv } from 'node:crypto';
import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { joinFields, type Bytes } from '@etanche/core-wire';
import { ImportError } from '../import-error.ts';
import { hkdf } from '../run-keys.ts';

const CHUNK_BYTES = 64 * 1024;
const SALT_BYTES = 16;
const TAG_BYTES = 16;

/**
 * A file of personal data that is never on disk in plain text: chunks of AES-256-GCM under a key of this file, from a
 * fresh salt for each writing. Chunks are numbered and the last one is marked, so that removed, moved or repeated
 * chunks are detected.
 */
export class SpillWriter {
  readonly #path: string;
  readonly #key: Bytes;
  /** One chunk, reused: hundreds of files are written at once, record by record. */
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  #chunks = 0;

  constructor(path: string, spillKey: Uint8Array, name: string, random: (length: number) => Bytes) {
    const salt = random(SALT_BYTES);
    this.#key = fileKey(spillKey, salt, name);
    this.#path = path;
    writeFileSync(path, salt, { mode: 0o600 });
  }

  write(record: Buffer): void {
    if (this.#filled + record.length > CHUNK_BYTES) this.#flush(this.#chunk.subarray(0, this.#filled), false);
    if (record.length > CHUNK_BYTES) this.#flush(record, false);
    else this.#filled += record.copy(this.#chunk, this.#filled);
  }

  /** Writes the remaining records and the end mark, and syncs the file to disk. */
  close(): void {
    this.#flush(this.#chunk.subarray(0, this.#filled), true);
    this.#chunk.fill(0);
    const file = openSync(this.#path, 'r+');
    fsyncSync(file);
    closeSync(file);
  }

  #flush(plain: Buffer, last: boolean): void {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce(this.#chunks++, last));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    // Hundreds of these files are written at once, and systems may allow only 256 open files, so none is kept open.
    appendFileSync(this.#path, Buffer.concat([length, sealed]));
    this.#filled = 0;
  }
}

/** @throws ImportError `work_damaged` when bytes are missing, altered or of another file */
export function readSpill(path: string, spillKey: Uint8Array, name: string): Buffer {
  const bytes = readFileSync(path);
  const key = fileKey(spillKey, bytes.subarray(0, SALT_BYTES), name);
  const plain: Buffer[] = [];
  let chunk = 0;
  let ended = false;
  try {
    for (let offset = SALT_BYTES; offset < bytes.length; chunk++) {
      const end = offset + 4 + bytes.readUInt32BE(offset);
      if (end > bytes.length) break;
      ended = end === bytes.length;
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(chunk, ended));
      decipher.setAuthTag(bytes.subarray(end - TAG_BYTES, end));
      plain.push(Buffer.concat([decipher.update(bytes.subarray(offset + 4, end - TAG_BYTES)), decipher.final()]));
      offset = end;
    }
  } catch (cause) {
    throw new ImportError('work_damaged', 'a working file was altered', { cause });
  }
  if (!ended) throw new ImportError('work_damaged', 'a working file ends early');
  return Buffer.concat(plain);
}

function fileKey(spillKey: Uint8Array, salt: Uint8Array, name: string): Bytes {
  return hkdf(spillKey, salt, joinFields('etanche/v1/import/spill-file', name));
}

/** As in the STREAM construction: seven zero bytes, the number in four, and whether it is the last. */
function nonce(chunk: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(chunk, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}
