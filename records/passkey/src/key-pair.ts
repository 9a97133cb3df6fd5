import { concat, fromBase64url, type Bytes } from '@etanche/core-wire';
import { encodeCbor, type Cbor } from './cbor.ts';
import { PasskeyError } from './passkey-error.ts';

/** COSE algorithms (RFC 9053): ES256 and EdDSA with Ed25519. */
export const algorithms = { es256: -7, edDsa: -8 } as const;
export type Algorithm = (typeof algorithms)[keyof typeof algorithms];

/**
 * A credential's key pair: the public key as COSE and as SPKI, and a function that signs in WebAuthn's format (DER for
 * ES256).
 */
type KeyPair = {
  readonly cose: Uint8Array;
  readonly spki: Uint8Array;
  readonly sign: (message: Bytes) => Promise<Uint8Array>;
};

const ORDER_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Prefixes of RFC 5958 for a 32-byte private key; OpenSSL and BoringSSL compute the public key. */
const PKCS8_P256 = fromHex('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420');
const PKCS8_ED25519 = fromHex('302e020100300506032b657004220420');

/** Draws a private key of 32 bytes. A P-256 scalar out of range (one in 2³²) is drawn again. */
export function drawPrivateKey(algorithm: Algorithm, random: (length: number) => Uint8Array): Bytes {
  for (;;) {
    const drawn = Uint8Array.from(random(32));
    if (algorithm === algorithms.edDsa) return drawn;
    const scalar = drawn.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    if (scalar > 0n && scalar < ORDER_P256) return drawn;
  }
}

/** @param privateKey 32 bytes: the P-256 scalar or the Ed25519 seed */
export async function keyPairOf(algorithm: Algorithm, privateKey: Bytes): Promise<KeyPair> {
  return algorithm === algorithms.es256 ? p256(privateKey) : ed25519(privateKey);
}

async function p256(privateKey: Bytes): Promise<KeyPair> {
  const kind = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await crypto.subtle.importKey('pkcs8', concat(PKCS8_P256, privateKey), kind, true, ['sign']);
  const { x, y } = await publicJwk(key);
  const cose = new Map<number, Cbor>([
    [1, 2],
    [3, algorithms.es256],
    [-1, 1],
    [-2, x],
    [-3, y],
  ]);
  return {
    cose: encodeCbor(cose),
    spki: concat(fromHex('3059301306072a8648ce3d020106082a8648ce3d03010703420004'), x, y),
    sign: async (message) =>
      derSignature(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, message))),
  };
}

async function ed25519(privateKey: Bytes): Promise<KeyPair> {
  const key = await crypto.subtle.importKey('pkcs8', concat(PKCS8_ED25519, privateKey), 'Ed25519', true, ['sign']);
  const { x } = await publicJwk(key);
  const cose = new Map<number, Cbor>([
    [1, 1],
    [3, algorithms.edDsa],
    [-1, 6],
    [-2, x],
  ]);
  return {
    cose: encodeCbor(cose),
    spki: concat(fromHex('302a300506032b6570032100'), x),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message)),
  };
}

async function publicJwk(key: CryptoKey): Promise<{ x: Bytes; y: Bytes }> {
  const jwk = await crypto.subtle.exportKey('jwk', key);
  if (jwk.x === undefined) throw new PasskeyError('not_supported', 'this platform does not compute public keys');
  return { x: fromBase64url(jwk.x, 32), y: fromBase64url(jwk.y ?? '', undefined) };
}

/** Converts r ‖ s to the ASN.1 sequence of WebAuthn section 6.5.5. */
function derSignature(raw: Uint8Array): Uint8Array {
  const integers = concat(derInteger(raw.subarray(0, 32)), derInteger(raw.subarray(32)));
  return concat(Uint8Array.of(0x30, integers.length), integers);
}

function derInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const trimmed = bytes.subarray(first === -1 ? bytes.length - 1 : first);
  const positive = (trimmed[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), trimmed) : trimmed;
  return concat(Uint8Array.of(0x02, positive.length), positive);
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
