import type { Bytes } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';

/** Unpadded base64url (RFC 4648 section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * Reads unpadded base64url and refuses every spelling but the canonical one (padding, stray characters,
 * non-zero trailing bits): two texts never give the same bytes.
 *
 * @param length exact number of bytes expected, or `undefined` for any.
 * @throws ProtocolError `encoding_invalid`
 */
export function fromBase64url(text: string, length: number | undefined): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new ProtocolError('encoding_invalid', 'not unpadded base64url');
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  if (toBase64url(bytes) !== text) throw new ProtocolError('encoding_invalid', 'base64url is not canonical');
  if (length !== undefined && bytes.length !== length) {
    throw new ProtocolError('encoding_invalid', `expected ${length} bytes, got ${bytes.length}`);
  }
  return bytes;
}
