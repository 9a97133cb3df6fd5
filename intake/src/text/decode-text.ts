import { isUtf8 } from 'node:buffer';
import { highCharacters, isSingleByte } from './encodings.ts';

/** Bytes to text in one of the encodings that intake reads; what is not UTF-8 in a UTF-8 source is Windows-1252. */
export function makeTextDecoder(encoding: string): (bytes: Buffer) => string {
  if (isSingleByte(encoding)) return singleByteDecoder(encoding);
  const stray = singleByteDecoder('windows-1252');
  return (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : stray(bytes));
}

function singleByteDecoder(encoding: string): (bytes: Buffer) => string {
  const decode = makeHighDecoder(encoding);
  return (bytes) => decode(bytes.toString('latin1'));
}

/** Latin-1 text to what its bytes mean in a one-byte encoding. */
export function makeHighDecoder(encoding: string): (latin1: string) => string {
  const high = highCharacters(encoding);
  // Windows-1252 and Latin-1 agree outside 0x80 to 0x9F, which most records lack.
  const latin = Array.from(high).every((character, index) => index < 0x20 || character.charCodeAt(0) === index + 0x80);
  const pattern = latin ? /[\x80-\x9f]/g : /[\x80-\xff]/g;
  return (latin1) => latin1.replace(pattern, (character) => high.charAt(character.charCodeAt(0) - 0x80));
}
