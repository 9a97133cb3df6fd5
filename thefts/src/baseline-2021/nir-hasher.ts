import { lanes, outOffset, sha256Kernel, tables, w2Offset } from './sha256-kernel.ts';

/** The first words of the SHA-256 of the 1,000 numbers `prefix` + order + key, for order 000 to 999. */
type NirHasher = (prefix: string) => Uint32Array;

const char = (digit: number) => 48 + digit;

/**
 * Compiles the kernel and fills its tables. The key depends on the prefix only through its residue modulo 97, so the
 * words with order and key are computed once for each residue.
 */
export async function createNirHasher(): Promise<NirHasher> {
  const { instance } = await WebAssembly.instantiate(sha256Kernel());
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  const hash = instance.exports['hash'] as (w0: number, w1: number, w2: number, table: number) => void;
  fillTables(memory.buffer);
  const words = new Uint32Array(memory.buffer, outOffset, lanes);
  return (prefix) => {
    const code = (i: number) => prefix.charCodeAt(i);
    const w0 = (code(0) << 24) | (code(1) << 16) | (code(2) << 8) | code(3);
    const w1 = (code(4) << 24) | (code(5) << 16) | (code(6) << 8) | code(7);
    const residue = prefixResidue(prefix);
    hash(w0, w1, (code(8) << 24) | (code(9) << 16), residue * lanes * 4);
    return words;
  };
}

/**
 * The 15 characters of a number: prefix of 10, order, key (97 less the 13 digits modulo 97; Corsica's letters count 19
 * and 18).
 */
export function numberOf(prefix: string, order: number): string {
  return `${prefix}${String(order).padStart(3, '0')}${String(keyOf(prefixResidue(prefix), order)).padStart(2, '0')}`;
}

function prefixResidue(prefix: string): number {
  return Number(BigInt(prefix.replace('2A', '19').replace('2B', '18')) % 97n);
}

function keyOf(residue: number, order: number): number {
  return 97 - ((residue * 1000 + order) % 97);
}

function fillTables(buffer: ArrayBuffer): void {
  const w3 = new Uint32Array(buffer, 0, tables * lanes);
  const w2 = new Uint32Array(buffer, w2Offset, lanes);
  for (let order = 0; order < lanes; order++) {
    w2[order] = (char(Math.floor(order / 100)) << 8) | char(Math.floor(order / 10) % 10);
    for (let residue = 0; residue < tables; residue++) {
      const key = keyOf(residue, order);
      const last = (char(order % 10) << 24) | (char(Math.floor(key / 10)) << 16) | (char(key % 10) << 8) | 0x80;
      w3[residue * lanes + order] = last >>> 0;
    }
  }
}
