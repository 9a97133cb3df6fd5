import type { Readable } from 'node:stream';

/** Length and SHA-256 of stored bytes. */
export type Stored = { readonly bytes: number; readonly sha256: Buffer };

/**
 * The bytes of large sealed files, by keys of the form `<practice>/<id>.<attempt>`.
 *
 * `put` resolves once the bytes are durable, and leaves nothing behind when it throws. For an unknown key `get` returns
 * null and `delete` does nothing.
 */
export type BlobStore = {
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  get(key: string): Promise<Readable | null>;
  delete(key: string): Promise<void>;
};
