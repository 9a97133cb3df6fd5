import { withoutAccents } from '../make-contacts.ts';

const characters = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_value, index) => index));
const codes: ReadonlyMap<string, number> = new Map(Array.from(characters, (character, code) => [character, code]));

/** The bytes of a text; letters that Windows-1252 lacks lose their accents, as in the software of laboratories. */
export function toWindows1252(text: string): Buffer {
  if (/^[\t\n\r -~\xa0-\xff]*$/.test(text)) return Buffer.from(text, 'latin1');
  const bytes: number[] = [];
  for (const character of text) {
    const code = codes.get(character);
    if (code !== undefined) bytes.push(code);
    else for (const plain of withoutAccents(character)) bytes.push(codes.get(plain) ?? 0x3f);
  }
  return Buffer.from(bytes);
}
