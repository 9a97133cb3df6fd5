import { utf8, type Bytes } from '@etanche/core-wire';

/** Characters, and bytes, that are converted at once: multiples of 4 and of 3. */
const characters = 4 * 16_384;
const bytesAtOnce = 3 * 16_384;

/**
 * The bytes of a value between `start` and `end`, piece by piece.
 *
 * @param isPlain whether the value is base64 (RFC 4648 section 4) to be decoded; otherwise its UTF-8 is given
 */
export function* bytesOfValue(text: string, start: number, end: number, isPlain: boolean): Generator<Bytes> {
  for (let at = start; at < end; at += characters) {
    const piece = text.slice(at, Math.min(at + characters, end));
    yield isPlain ? Uint8Array.from(atob(piece), (sign) => sign.charCodeAt(0)) : utf8(piece);
  }
}

/** Base64 with padding. */
export function base64Of(bytes: Bytes): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    let piece = '';
    for (const byte of bytes.subarray(at, at + bytesAtOnce)) piece += String.fromCharCode(byte);
    pieces.push(btoa(piece));
  }
  return pieces.join('');
}
