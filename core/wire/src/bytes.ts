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
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    const bytes = typeof field === 'string' ? utf8(field) : field;
    if (bytes.length > 0xffff) {
      throw new ProtocolError('encoding_invalid', `field of ${bytes.length} bytes exceeds 65535`);
    }
    parts.push(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
  }
  return concat(...parts);
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
