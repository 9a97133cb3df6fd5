import { createHash } from 'node:crypto';

/** A file name that changes with its content: ten characters of its SHA-256 in base64url. */
export function hashedName(name: string, extension: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10);
  return `assets/${name}.${hash}.${extension}`;
}

/** A Subresource Integrity value (SHA-384, as the specification advises). */
export function integrity(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

/** Path and integrity value of an asset. */
export type Asset = { readonly path: string; readonly integrity: string };
