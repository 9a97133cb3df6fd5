import { fromBase64url, ProtocolError, toBase64url, type Bytes } from '@etanche/core-wire';
import { MerkleError } from './merkle-error.ts';

/** RFC 4648 section 4, padded, as in C2SP notes. */
export function toBase64(bytes: Uint8Array): string {
  const text = toBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Rejects every encoding but the canonical one. @throws MerkleError `note_invalid` */
export function fromBase64(text: string): Bytes {
  try {
    const bytes = fromBase64url(
      text
        .replace(/={1,2}$/, '')
        .replaceAll('+', '-')
        .replaceAll('/', '_'),
      undefined,
    );
    if (toBase64(bytes) === text) return bytes;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  throw new MerkleError('note_invalid', `${text.length} characters are not canonical base64`);
}
