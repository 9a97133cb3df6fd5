import { instructions as op, name, section, unsigned, vector, type Code } from './wasm-assembler.ts';

/**
 * SHA-256 (FIPS 180-4) of 1,000 fifteen-character numbers that share their first ten characters, four at a time in
 * 128-bit lanes. Several times faster than the platform's one-shot hash; an attacker would write the same.
 *
 * Memory: 97 tables of 1,000 words `w3` (last digit of the order, key, padding bit) from 0, the 1,000 words `w2` (first
 * two digits of the order) at `w2Offset`, and the first word of each hash at `outOffset`.
 */
export const tables = 97;
export const lanes = 1000;
export const w2Offset = tables * lanes * 4;
export const outOffset = w2Offset + lanes * 4;
const pages = Math.ceil((outOffset + lanes * 4) / 65_536);

const initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

// Parameters: w0, w1, high half of w2, offset of the w3 table. Locals: the position, then vectors.
const [w0Param, w1Param, w2Param, tableParam, position] = [0, 1, 2, 3, 4];
const state = 5;
const schedule = state + 8;
const [sum, mix] = [schedule + 16, schedule + 17];
const messageBits = 15 * 8;

export function sha256Kernel(): Uint8Array<ArrayBuffer> {
  const body = [
    ...unsigned(2),
    ...[1, 0x7f],
    ...[26, 0x7b],
    ...op.loop([...loadMessage(), ...compress(), ...storeAndRepeat()]),
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([[0x60, ...vector([[0x7f], [0x7f], [0x7f], [0x7f]]), 0]])),
    ...section(3, vector([[0]])),
    ...section(5, vector([[0, ...unsigned(pages)]])),
    ...section(
      7,
      vector([
        [...name('memory'), 2, 0],
        [...name('hash'), 0, 0],
      ]),
    ),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ]);
}

function loadMessage(): Code {
  const code: Code = [
    ...[...op.get(w0Param), ...op.splat, ...op.set(schedule)],
    ...[...op.get(w1Param), ...op.splat, ...op.set(schedule + 1)],
    ...[...op.get(w2Param), ...op.splat, ...op.get(position), ...op.load(w2Offset), ...op.or, ...op.set(schedule + 2)],
    ...[...op.get(tableParam), ...op.get(position), ...op.add, ...op.load(0), ...op.set(schedule + 3)],
    ...[...op.constant(messageBits), ...op.set(schedule + 15)],
  ];
  for (let i = 4; i < 15; i++) code.push(...op.constant(0), ...op.set(schedule + i));
  for (const [i, word] of initial.entries()) code.push(...op.constant(word), ...op.set(state + i));
  return code;
}

function rotations(local: number, bits: readonly number[], shift: number | null): Code {
  const code = bits.flatMap((n, i) => [
    ...[...op.get(local), ...op.shiftRight(n), ...op.get(local), ...op.shiftLeft(32 - n), ...op.or],
    ...(i === 0 ? [] : op.xor),
  ]);
  return shift === null ? code : [...code, ...op.get(local), ...op.shiftRight(shift), ...op.xor];
}

function compress(): Code {
  const code: Code = [];
  for (const [round, constant] of roundConstants().entries()) {
    // The eight working variables rotate by renaming instead of by moving.
    const v = (i: number) => state + ((i - round + 64) & 7);
    const w = (i: number) => schedule + (i & 15);
    if (round >= 16) {
      code.push(...op.get(w(round)), ...rotations(w(round + 1), [7, 18], 3), ...op.plus);
      code.push(...op.get(w(round + 9)), ...op.plus, ...rotations(w(round + 14), [17, 19], 10), ...op.plus);
      code.push(...op.set(w(round)));
    }
    code.push(...op.get(v(7)), ...rotations(v(4), [6, 11, 25], null), ...op.plus);
    code.push(...op.get(v(5)), ...op.get(v(6)), ...op.get(v(4)), ...op.select, ...op.plus);
    code.push(...op.constant(constant), ...op.plus, ...op.get(w(round)), ...op.plus, ...op.set(sum));
    code.push(...op.get(v(3)), ...op.get(sum), ...op.plus, ...op.set(v(3)));
    // Majority: where a and b differ, the bit of c; elsewhere, the bit of b.
    code.push(
      ...op.get(v(2)),
      ...op.get(v(1)),
      ...op.get(v(0)),
      ...op.get(v(1)),
      ...op.xor,
      ...op.select,
      ...op.set(mix),
    );
    code.push(...rotations(v(0), [2, 13, 22], null), ...op.get(mix), ...op.plus, ...op.get(sum), ...op.plus);
    code.push(...op.set(v(7)));
  }
  return code;
}

function storeAndRepeat(): Code {
  return [
    ...[...op.get(position), ...op.get(state), ...op.constant(initial[0] ?? 0), ...op.plus, ...op.store(outOffset)],
    ...[...op.get(position), ...op.i32(16), ...op.add, ...op.set(position)],
    ...[...op.get(position), ...op.i32(lanes * 4), ...op.lessThan, ...op.repeatIf],
  ];
}

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 section 4.2.2). */
export function roundConstants(): number[] {
  const constants: number[] = [];
  for (let n = 2; constants.length < 64; n++) {
    if (isPrime(n)) constants.push(fractionOfCubeRoot(BigInt(n)));
  }
  return constants;
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}

function fractionOfCubeRoot(n: bigint): number {
  const scaled = n << 96n;
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n <= scaled) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}
