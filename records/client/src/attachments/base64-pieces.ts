import { utf8, type Bytes } from '@etanche/core-wire';

/** Characters and bytes that are converted at once: multiples of 4 and of 3. */
const charactersAtOnce = 4 * 16_384;
const bytesAtOnce = 3 * 16_384;

/**
 * Yields the bytes of the value between `start` and `end`, piece by piece.
 *
 * @param isPlain whether the value is base64 (RFC 4648 section 4) to be decoded; otherwise its UTF-8 is yielded
 */
export function* bytesOfValue(text: string, start: number, end: number, isPlain: boolean): Generator<Bytes> {
  for (let at = start; at < end; at += charactersAtOnce) {
    const piece = text.slice(at, Math.min(at + charactersAtOnce, end));
    yield isPlain ? decodeBase64(piece) : utf8(piece);
  }
}

/** Not in Node 24, and not in the type library of ES2024. */
const native = Uint8Array as typeof Uint8Array & { readonly fromBase64?: (text: string) => Bytes };

function decodeBase64(text: string): Bytes {
  if (native.fromBase64 !== undefined) return native.fromBase64(text);
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < decoded.length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}

/** Encodes bytes as base64 with padding. */
export function base64Of(bytes: Bytes): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    let piece = '';
    for (const byte of bytes.subarray(at, at + bytesAtOnce)) piece += String.fromCharCode(byte);
    pieces.push(btoa(piece));
  }
  return pieces.join('');
}
