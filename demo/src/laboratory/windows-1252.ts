import { withoutAccents } from '../make-contacts.ts';

const characters = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_value, index) => index));
const codes: ReadonlyMap<string, number> = new Map(Array.from(characters, (character, code) => [character, code]));

/** Encodes a text; letters that Windows-1252 lacks lose their accents, as in laboratory software. */
export function toWindows1252(text: string): Buffer {
  return Buffer.from(text.replace(/[^\t\n\r -~\xa0-\xff]/gu, byteCharacters), 'latin1');
}

/** The characters whose Latin-1 bytes encode this one in Windows-1252. */
function byteCharacters(character: string): string {
  const code = codes.get(character);
  if (code !== undefined) return String.fromCharCode(code);
  return Array.from(withoutAccents(character), (plain) => String.fromCharCode(codes.get(plain) ?? 0x3f)).join('');
}
