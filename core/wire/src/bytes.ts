import { ProtocolError } from './protocol-error.ts';

/** Bytes that WebCrypto accepts: never a view on shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** @throws ProtocolError `encoding_invalid` on malformed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ProtocolError('encoding_invalid', 'text is not UTF-8', { cause });
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Joins fields so that no two lists give the same bytes: each field follows its length in two bytes, big-endian (the
 * I2OSP(len, 2) of RFC 9497 section 2.1). Text is UTF-8.
 *
 * @throws ProtocolError `encoding_invalid` when a field is longer than 65,535 bytes.
 */
export function joinFields(...fields: readonly (Uint8Array | string)[]): Bytes {
  let length = 0;
  const parts = fields.map((field) => {
    const bytes = typeof field === 'string' ? encodeField(field) : field;
    if (bytes.length > 0xffff) {
      throw new ProtocolError('encoding_invalid', `field of ${bytes.length} bytes exceeds 65535`);
    }
    length += 2 + bytes.length;
    return bytes;
  });
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const bytes of parts) {
    joined[offset] = bytes.length >> 8;
    joined[offset + 1] = bytes.length & 0xff;
    joined.set(bytes, offset + 2);
    offset += 2 + bytes.length;
  }
  return joined;
}

/** UTF-8. For labels and ids, of which a write joins hundreds, the platform's encoder takes several times as long. */
function encodeField(text: string): Uint8Array {
  if (text.length > 64) return utf8(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return utf8(text);
    bytes[i] = code;
  }
  return bytes;
}

/** Four bytes, big-endian. @param value an integer from 0 to 2^32 − 1 */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Eight bytes, big-endian. @param value an integer from 0 to 2^53 − 1 */
export function u64(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Byte order of two strings, as `memcmp` has it: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Equality of public values; secrets are compared by the platform's constant-time function instead. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return compareBytes(a, b) === 0;
}
