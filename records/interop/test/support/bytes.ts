/** Unicode's CP850 table, 0x80 to 0xFF, written apart from the reader's. */
const cp850: Readonly<Record<string, number>> = {
  ...{ Ç: 0x80, ü: 0x81, é: 0x82, â: 0x83, ä: 0x84, à: 0x85, ç: 0x87, ê: 0x88, ë: 0x89, è: 0x8a, ï: 0x8b, î: 0x8c },
  ...{ É: 0x90, ô: 0x93, ö: 0x94, û: 0x96, ù: 0x97, À: 0xb7, È: 0xd4, Ô: 0xe2, µ: 0xe6, '°': 0xf8, '²': 0xfd },
};
const latin9: Readonly<Record<string, number>> = { '€': 0xa4, Œ: 0xbc, œ: 0xbd, Š: 0xa6, Ÿ: 0xbe };
const windows1252: Readonly<Record<string, number>> = { '€': 0x80, Œ: 0x8c, œ: 0x9c, '’': 0x92, '–': 0x96, '…': 0x85 };

/** The bytes of a text in an encoding of one byte for each character. @throws RangeError for a character without one */
export function bytesIn(text: string, encoding: 'windows-1252' | 'iso-8859-15' | 'ibm850' | 'utf-8'): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  const own = encoding === 'ibm850' ? cp850 : encoding === 'windows-1252' ? windows1252 : latin9;
  return Uint8Array.from(text, (character) => {
    const code = own[character] ?? character.codePointAt(0) ?? 0;
    if (code > 0xff || (code > 0x7f && encoding === 'ibm850' && own[character] === undefined)) {
      throw new RangeError('a character that the encoding lacks');
    }
    return code;
  });
}

export function utf8Bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
