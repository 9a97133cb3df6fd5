// docs/protocol.md section 7 with node:crypto and @noble/post-quantum only: a second implementation, which writes the
// vectors against which the tests hold the first.
import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign as signEd25519,
} from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { XWing } from '@noble/post-quantum/hybrid.js';

export const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
export const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
export const text = (value: string) => Uint8Array.from(Buffer.from(value));
export const join = (...parts: Uint8Array[]) => Buffer.concat(parts);
export const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
export const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  if (Number.isSafeInteger(value) && value >= 0) bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};
export const stream = (name: string, length: number) =>
  createHash('shake256', { outputLength: length }).update(name).digest();
export const flip = (bytes: Uint8Array, at: number) =>
  Buffer.from(bytes.map((byte, i) => (i === (at < 0 ? bytes.length + at : at) ? byte ^ 1 : byte)));
export const fields = (...parts: (string | Uint8Array)[]) =>
  join(
    ...parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      return [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes];
    }),
  );
export const label = (name: string) => `etanche/v1/${name}`;
export const hkdf = (material: Uint8Array, salt: Uint8Array | string, info: Uint8Array, length = 32) =>
  Buffer.from(hkdfSync('sha512', material, salt, info, length));
export const hmac = (algorithm: string, key: Uint8Array, data: Uint8Array) =>
  createHmac(algorithm, key).update(data).digest();

export function aes(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return join(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}
/** nonce ‖ ciphertext, with the nonce derived from a name. */
export const sealed = (key: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, nonceName: string) =>
  join(stream(nonceName, 12), aes(key, stream(nonceName, 12), aad, plaintext));

/** Record id derived from a name: 16 bytes in lower-case base32. */
export const id = (name: string) => base32(stream(name, 16)).toLowerCase();
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const values = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0').match(/.{5}/g) ?? [];
  return values.map((value) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(value, 2))).join('');
}

export function ed25519(seed: Uint8Array) {
  const der = join(Buffer.from('302e020100300506032b657004220420', 'hex'), seed);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
  return { publicKey, sign: (message: Uint8Array) => signEd25519(null, message, key) };
}
export function jws(payload: unknown, typ: string, key: ReturnType<typeof ed25519>): string {
  const header = b64(JSON.stringify({ alg: 'EdDSA', kid: b64(key.publicKey), typ: `etanche-${typ}+jws` }));
  const body = `${header}.${b64(typeof payload === 'string' ? payload : JSON.stringify(payload))}`;
  return `${body}.${b64(key.sign(text(body)))}`;
}

export const xWingPublicKey = (seed: Uint8Array) => Buffer.from(XWing.keygen(seed).publicKey);
/** RFC 9180 sections 4 to 6: base mode, X-Wing, HKDF-SHA512, AES-256-GCM. */
export function hpke(publicKey: Uint8Array, info: Uint8Array, plaintext: Uint8Array, randomName: string): Buffer {
  const { cipherText, sharedSecret } = XWing.encapsulate(publicKey, stream(randomName, 64));
  const suite = join(text('HPKE'), Buffer.from('647a00030002', 'hex'));
  const extract = (salt: Uint8Array, name: string, ikm: Uint8Array) =>
    hmac('sha512', salt, join(text('HPKE-v1'), suite, text(name), ikm));
  const expand = (prk: Uint8Array, name: string, context: Uint8Array, length: number) => {
    const size = Buffer.from([length >> 8, length & 255]);
    const labelled = join(size, text('HPKE-v1'), suite, text(name), context, Buffer.of(1));
    return hmac('sha512', prk, labelled).subarray(0, length);
  };
  const empty = new Uint8Array(0);
  const context = join(Buffer.of(0), extract(empty, 'psk_id_hash', empty), extract(empty, 'info_hash', info));
  const secret = extract(sharedSecret, 'secret', empty);
  const key = expand(secret, 'key', context, 32);
  return join(cipherText, aes(key, expand(secret, 'base_nonce', context, 12), empty, plaintext));
}

/** GF(2^m) by carry-less multiplication of polynomials and long division. */
export function multiply(a: number, b: number, polynomial: number): number {
  let product = 0;
  for (let i = 0; i < 8; i++) if ((b >> i) & 1) product ^= a << i;
  for (let i = 15; i >= 0; i--) {
    const degree = 31 - Math.clz32(polynomial);
    if (i >= degree && (product >> i) & 1) product ^= polynomial << (i - degree);
  }
  return product;
}

/** Groups of four letters (7.1). */
export function printed(name: string, data: Uint8Array, checksumBytes: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const whole = base32(join(data, sha256(fields(label(name), data)).subarray(0, checksumBytes)));
  const groups = whole.padEnd(Math.ceil(whole.length / 3) * 3, 'A').match(/.{3}/g) ?? [];
  return groups
    .map((group, number) => {
      const [a = 0, b = 0, c = 0] = Array.from(group, (letter) => letters.indexOf(letter));
      const check = multiply(2, a, 0x25) ^ multiply(4, b, 0x25) ^ multiply(8, c, 0x25) ^ (number & 31);
      return group + letters.charAt(check);
    })
    .join(' ');
}

export function write(name: string, vectors: object): void {
  writeFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
}
