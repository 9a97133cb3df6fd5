const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 section 6 in upper case, without padding. */
export function toBase32(bytes: Uint8Array): string {
  return toLetters(bytes)
    .map((value) => alphabet.charAt(value))
    .join('');
}

/** The letter of a value below 32. */
export function letterOf(value: number): string {
  return alphabet.charAt(value);
}

/** The value of a typed letter, in either case, with 0, 1 and 8 read as O, I and B; or -1. */
export function valueOf(typed: string): number {
  const seen = { '0': 'O', '1': 'I', '8': 'B' }[typed] ?? typed;
  // ASCII only: other scripts have ligatures whose upper case is two consecutive letters of the alphabet.
  return /^[A-Za-z2-7]$/.test(seen) ? alphabet.indexOf(seen.toUpperCase()) : -1;
}

/** Bytes as values of five bits, the last one padded with zero bits. */
export function toLetters(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) values.push((held >> (bits - 5)) & 31);
  }
  if (bits > 0) values.push((held << (5 - bits)) & 31);
  return values;
}

/** The complete bytes in values of five bits; trailing bits are dropped. */
export function fromLetters(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((values.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const value of values) {
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes;
}
