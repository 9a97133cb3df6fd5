import { ProtocolError } from './protocol-error.ts';
import type { Bytes } from './bytes.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * 16 bytes in lower-case base32 (RFC 4648 section 6) without padding: random bytes for members, patients, freezes…, and
 * a hash for practices (`practice-id.ts`).
 */
export const recordIdSchema = { type: 'string', pattern: '^[a-z2-7]{25}[aeimquy4]$', maxLength: 26 } as const;

/** @param random 16 bytes */
export function toRecordId(random: Uint8Array): string {
  if (random.length !== 16) throw new ProtocolError('encoding_invalid', `an id has 16 bytes, not ${random.length}`);
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of random) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31);
  }
  return text + alphabet.charAt((held << (5 - bits)) & 31);
}

const spelling = new RegExp(recordIdSchema.pattern, 'u');

/** @throws ProtocolError `encoding_invalid` unless the text is the one spelling of 16 bytes */
export function fromRecordId(id: string): Bytes {
  if (!spelling.test(id)) {
    throw new ProtocolError('encoding_invalid', `id of ${id.length} characters is malformed`);
  }
  const bytes = new Uint8Array(16);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of id) {
    held = ((held << 5) | alphabet.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes;
}
