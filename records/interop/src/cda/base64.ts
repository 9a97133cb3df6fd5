import { toBase64url } from '@etanche/core-wire';

/** Base64 of RFC 4648 section 4, with padding, on one line. */
export function toBase64(bytes: Uint8Array): string {
  const text = toBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}
