import { compareBytes, concat, utf8 } from '@etanche/core-wire';

/** CBOR values of attestation objects and COSE keys. */
export type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** Encodes by RFC 8949 in the canonical order of CTAP2 section 8: keys by type, then length, then bytes. */
export function encodeCbor(value: Cbor): Uint8Array {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return concat(head(3, utf8(value).length), utf8(value));
  if (value instanceof Uint8Array) return concat(head(2, value.length), value);
  const entries = Array.from(value, ([key, member]) => [encodeCbor(key), encodeCbor(member)] as const);
  entries.sort(([a], [b]) => majorType(a) - majorType(b) || a.length - b.length || compareBytes(a, b));
  return concat(head(5, entries.length), ...entries.flat());
}

function majorType(encoded: Uint8Array): number {
  return (encoded[0] ?? 0) >> 5;
}

function head(major: number, argument: number): Uint8Array {
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(type | 25, argument >> 8, argument & 0xff);
  const bytes = new Uint8Array(5);
  bytes[0] = type | 26;
  new DataView(bytes.buffer).setUint32(1, argument);
  return bytes;
}
