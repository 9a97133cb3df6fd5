/** The few WebAssembly encodings that the hashing kernel needs (WebAssembly Core Specification 2.0, section 5). */
export type Code = number[];

export function unsigned(value: number): Code {
  const bytes: Code = [];
  let rest = value;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): Code {
  const bytes: Code = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

export function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

export function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

export function name(text: string): Code {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

export const instructions = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  i32: (value: number): Code => [0x41, ...signed(value)],
  add: [0x6a] as Code,
  lessThan: [0x49] as Code,
  load: (offset: number): Code => [...simd(0x00), 4, ...unsigned(offset)],
  store: (offset: number): Code => [...simd(0x0b), 4, ...unsigned(offset)],
  splat: simd(0x11),
  constant: (word: number): Code => [
    ...simd(0x0c),
    ...Array.from({ length: 4 }, () => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]).flat(),
  ],
  and: simd(0x4e),
  or: simd(0x50),
  xor: simd(0x51),
  /** Selects bits of the first operand where the third has ones, and of the second elsewhere. */
  select: simd(0x52),
  shiftLeft: (bits: number): Code => [0x41, ...signed(bits), ...simd(0xab)],
  shiftRight: (bits: number): Code => [0x41, ...signed(bits), ...simd(0xad)],
  plus: simd(0xae),
  loop: (body: Code): Code => [0x03, 0x40, ...body, 0x0b],
  repeatIf: [0x0d, 0x00] as Code,
};
