import { hash } from 'node:crypto';

/** The reference of a later statement to this one: SHA-256 of the JWS, base64url. */
export function jwsHash(jws: string): string {
  return hash('sha256', jws, 'base64url');
}
