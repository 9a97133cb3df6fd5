import { describe, expect, test } from 'vitest';
import { decodeReferences } from '../../src/text/character-references.ts';
import { cleanText, linesOf } from '../../src/text/clean-text.ts';
import { declaredEncoding, decodeText } from '../../src/text/decode-text.ts';
import { bytesIn, utf8Bytes } from '../support/bytes.ts';

const sentence = 'Hémoglobine glyquée : contrôle conseillé à jeun, élevée, µmol/L, reçu très tôt';

describe('the encoding of a file', () => {
  test.each(['windows-1252', 'iso-8859-15', 'ibm850', 'utf-8'] as const)(
    'is recognised by its letters in %s',
    (encoding) => {
      const decoded = decodeText(bytesIn(sentence, encoding), null);
      expect(decoded.text).toBe(sentence);
      expect(decoded.isDeclaredWrong).toBe(false);
    },
  );

  test('is UTF-8 with or without a byte order mark, which is no character', () => {
    expect(decodeText(utf8Bytes(`\uFEFF${sentence}`), null)).toEqual({
      ...{ text: sentence, encoding: 'utf-8', isGuessed: false, isDeclaredWrong: false },
    });
  });

  test('is UTF-16 with its mark', () => {
    const units = Array.from(`\uFEFF${sentence}`, (character) => character.charCodeAt(0));
    const bytes = Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
    expect(decodeText(bytes, null).text).toBe(sentence);
  });

  test.each([
    ['windows-1252', 'Cœur, sœur, manœuvre, 12 €, « été »'],
    ['iso-8859-15', 'Cœur, sœur, manœuvre, été'],
  ] as const)('keeps œ in %s', (encoding, text) => {
    expect(decodeText(bytesIn(text, encoding), null).text).toBe(text);
  });

  test('is a guess where two encodings give different letters, or none gives French ones', () => {
    expect(decodeText(bytesIn('manœuvre', 'iso-8859-15'), null).isGuessed).toBe(true);
    expect(decodeText(bytesIn('élevé à', 'ibm850'), null).isGuessed).toBe(true);
    expect(decodeText(Uint8Array.of(0x41, 0xdd, 0x41), null).isGuessed).toBe(true);
    expect(decodeText(bytesIn('élevé', 'windows-1252'), null).isGuessed).toBe(false);
  });

  test('is the declared one, also if its letters look like another', () => {
    expect(decodeText(Uint8Array.of(0x82), 'ibm850').text).toBe('é');
    expect(decodeText(Uint8Array.of(0xbd), 'iso-8859-15').text).toBe('œ');
    expect(decodeText(Uint8Array.of(0x80), 'windows-1252').text).toBe('€');
  });

  test('says that bytes are not in the declared UTF-8, and reads them', () => {
    const { text, isDeclaredWrong } = decodeText(bytesIn(sentence, 'windows-1252'), 'utf-8');
    expect({ text, isDeclaredWrong }).toEqual({ text: sentence, isDeclaredWrong: true });
  });

  test.each([
    ['8859/1', 'windows-1252'],
    ['8859/15', 'iso-8859-15'],
    ['UNICODE UTF-8', 'utf-8'],
    ['utf8', 'utf-8'],
    ['CP850', 'ibm850'],
    ['', null],
    ['ISO IR87', null],
  ])('is named %s in MSH-18', (name, encoding) => {
    expect(declaredEncoding(name)).toBe(encoding);
  });

  test('is decoded for a file that is longer than one call may have arguments', () => {
    const long = 'é'.repeat(300_000);
    expect(decodeText(bytesIn(long, 'ibm850'), 'ibm850').text).toBe(long);
  });
});

describe('the text of a line', () => {
  test.each([
    ['a\r\nb', ['a', 'b']],
    ['a\rb\nc', ['a', 'b', 'c']],
    ['a\r\n\fb', ['a', 'b']],
    ['\fa', ['a']],
    ['a\fb', ['a', 'b']],
    ['a\r\r\nb', ['a', '', 'b']],
  ])('ends at CR, LF, CRLF and form feed: %j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test.each([
    ['Glyc&eacute;mie &lt; 5 &micro;mol', 'Glycémie < 5 µmol'],
    ['C&#244;l&#xF4;n', 'Côlôn'],
    ['un<br />deux<BR>trois', 'un\ndeux\ntrois'],
    ['R&D et AT&T; &inconnu; & seul', 'R&D et AT&T; &inconnu; & seul'],
    ['<5 et >3', '<5 et >3'],
    ['&amp;lt;', '&lt;'],
    ['&#0; &#xD800; &#9999999;', '&#0; &#xD800; &#9999999;'],
  ])('has its character references replaced once: %s', (sent, text) => {
    expect(decodeReferences(sent)).toBe(text);
  });

  test('has no control character and no half of a surrogate pair', () => {
    expect(cleanText('a\u0000\u000bb\tc\u009f\uD83D')).toBe('ab\tc\uFFFD');
  });
});
