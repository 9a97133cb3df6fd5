import { concat, sha256, toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import { encodeCbor, type Cbor } from './cbor.ts';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const ATTESTED_CREDENTIAL = 0x40;

/** A new credential in authenticator data; `id` is the raw credential id. */
type AttestedCredential = { readonly id: Uint8Array; readonly cose: Uint8Array };

/** Authenticator data of WebAuthn section 6.1, with a zero AAGUID as for attestation `none`. */
export function authenticatorData(
  rpId: string,
  { userVerified, backupEligible }: { readonly userVerified: boolean; readonly backupEligible: boolean },
  counter: number,
  attested: AttestedCredential | null,
): Bytes {
  const flags =
    USER_PRESENT |
    (userVerified ? USER_VERIFIED : 0) |
    (backupEligible ? BACKUP_ELIGIBLE : 0) |
    (attested === null ? 0 : ATTESTED_CREDENTIAL);
  const fixed = new Uint8Array(5);
  fixed[0] = flags;
  new DataView(fixed.buffer).setUint32(1, counter);
  const head = concat(sha256(utf8(rpId)), fixed);
  if (attested === null) return head;
  const length = Uint8Array.of(attested.id.length >> 8, attested.id.length & 0xff);
  return concat(head, new Uint8Array(16), length, attested.id, attested.cose);
}

/** Attestation object of WebAuthn section 8.7, format `none`. */
export function attestationObject(authData: Uint8Array): Uint8Array {
  const none = new Map<string, Cbor>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authData],
  ]);
  return encodeCbor(none);
}

/** Client data in the serialization of WebAuthn section 5.8.1.1. @param challenge base64url, from the options */
export function clientDataJson(
  type: 'webauthn.create' | 'webauthn.get',
  challenge: string,
  origin: string,
): { bytes: Bytes; text: string } {
  const bytes = utf8(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  return { bytes, text: toBase64url(bytes) };
}
