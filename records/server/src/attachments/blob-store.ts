import type { Readable } from 'node:stream';

/** What has been stored: its length and the SHA-256 of its bytes. */
export type Stored = { readonly bytes: number; readonly sha256: Buffer };

/**
 * Where the bytes of large sealed files lie. A key is of our making: `<practice>/<id>.<attempt>`.
 *
 * `put` answers once the bytes are durable, and leaves nothing behind when it throws. `get` gives null for what is not
 * there; `delete` of it does nothing.
 */
export type BlobStore = {
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  get(key: string): Promise<Readable | null>;
  delete(key: string): Promise<void>;
};
