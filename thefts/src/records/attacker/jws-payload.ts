/** The payload of a JWS, unverified. */
export function payloadOf(jws: string): string {
  return Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString();
}
