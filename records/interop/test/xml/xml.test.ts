import { describe, expect, inject, test } from 'vitest';
import fc from 'fast-check';
import { utf8 } from '@etanche/core-wire';
import { readXml, writeXml, xml, xmlLimits, type XmlElement, type XmlLimits } from '../../src/index.ts';

const read = (text: string, limits: XmlLimits = xmlLimits): XmlElement => readXml(utf8(text), limits);
const refusal = (code: string): unknown => expect.objectContaining({ name: 'InteropError', code });

describe('an XML document', () => {
  test('is read with its namespaces, attributes, references and CDATA', () => {
    const root = read(
      '<?xml version="1.0"?><!-- c --><a xmlns="u" xmlns:p="v" p:x="1" x="&lt;&#233;"><p:b>1 &amp; 2<![CDATA[<c>]]></p:b></a>',
    );
    expect(root).toMatchObject({ name: 'a', namespace: 'u', attributes: { x: '<é', '{v}x': '1' } });
    expect(Object.keys(root.attributes)).toEqual(['{v}x', 'x']);
    expect(root.nodes).toMatchObject([{ name: 'b', namespace: 'v', nodes: ['1 & 2', '<c>'] }]);
  });

  test('keeps names that objects have by inheritance', () => {
    const { attributes } = read('<a __proto__="1" constructor="2"/>');
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  test.each([
    ['UTF-8 with a mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('<a>é€</a>'))],
    [
      'UTF-8 with a mark that another declaration contradicts',
      Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('<?xml version="1.0" encoding="ISO-8859-1"?><a>é€</a>')),
    ],
    ['Windows-1252', latin('<?xml version="1.0" encoding="windows-1252"?><a>\u00e9\u0080</a>')],
    [
      'Windows-1252 that is declared as ISO-8859-1',
      latin('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e9\u0080</a>'),
    ],
    ['UTF-16 with a mark', utf16('\ufeff<a>é€</a>')],
  ])('is read in %s', (_name, bytes) => {
    expect(readXml(bytes, xmlLimits).nodes).toEqual(['é€']);
  });

  test.each([
    ['a document type', '<!DOCTYPE a><a/>', 'xml_dtd'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', 'xml_dtd'],
    ['entities that multiply', '<!DOCTYPE a [<!ENTITY e "x"><!ENTITY f "&e;&e;&e;">]><a>&f;</a>', 'xml_dtd'],
    ['an entity that nobody declared', '<a>&nbsp;</a>', 'xml_malformed'],
    ['an open element', '<a><b></a>', 'xml_malformed'],
    ['a prefix that nobody declared', '<p:a/>', 'xml_malformed'],
    ['an attribute twice', '<a x="1" x="2"/>', 'xml_malformed'],
    ['an attribute twice under two prefixes', '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', 'xml_malformed'],
    ['text after the root', '<a/>b', 'xml_malformed'],
    ['a forbidden character', '<a>&#0;</a>', 'xml_malformed'],
    ['nothing', '', 'xml_malformed'],
    ['an unknown encoding', '<?xml version="1.0" encoding="EBCDIC"?><a/>', 'xml_encoding'],
    ['the name of an inherited method as encoding', '<?xml version="1.0" encoding="valueOf"?><a/>', 'xml_encoding'],
  ])('with %s is rejected', (_name, text, code) => {
    expect(() => read(text)).toThrow(refusal(code));
  });

  test('that is not UTF-8 is rejected', () => {
    expect(() => readXml(latin('<a>\u00e9</a>'), xmlLimits)).toThrow(refusal('xml_encoding'));
  });

  test.each<[string, string, Partial<XmlLimits>]>([
    ['bytes', '<a>é</a>', { bytes: 8 }],
    ['levels', '<a><b><c/></b></a>', { depth: 2 }],
    ['elements', '<a><b/><c/></a>', { elements: 2 }],
    ['attributes', '<a x="1" xmlns:p="u" y="2"/>', { attributes: 2 }],
    ['characters in the name of an element', '<abc/>', { nameLength: 2 }],
    ['characters in the name of an attribute', '<a xyz="1"/>', { nameLength: 2 }],
  ])('with too many %s is rejected, and with one fewer it is read', (_name, text, limit) => {
    expect(() => read(text, { ...xmlLimits, ...limit })).toThrow(refusal('xml_limits'));
    const [[key, most] = ['', 0]] = Object.entries(limit);
    expect(read(text, { ...xmlLimits, [key]: most + 1 })).toMatchObject({ namespace: '' });
  });

  test('is not quoted in an error', () => {
    for (const text of ['<a>DUPONT</DUPONT>', '<a>&DUPONT;</a>', '<a DUPONT="1" DUPONT="2"/>', '<DUPONT:a/>']) {
      expect(messageOf(() => read(text))).not.toContain('DUPONT');
    }
  });
});

describe('a written document', () => {
  test('has escaped texts and attributes, and leaves out what is undefined', () => {
    const text = writeXml(xml('a', { x: '"<&>\n', y: undefined }, 'b < c & d > e', null, xml('f'), ''));
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a x="&quot;&lt;&amp;&gt;&#10;">b &lt; c &amp; d &gt; e<f/></a>\n',
    );
  });

  test('shows a sign that XML forbids as U+FFFD', () => {
    const root = read(writeXml(xml('a', { x: '\u0001' }, 'b\ud800c\u000b\ud83d\ude00')));
    expect(root).toMatchObject({ attributes: { x: '\ufffd' }, nodes: ['b\ufffdc\ufffd\ud83d\ude00'] });
  });

  test('is read back as it was, for any text', () => {
    const sign = fc.oneof(
      fc.constantFrom('<', '&', '"', '\r', '\n', '\t', ']]>', ' '),
      fc.string({ unit: 'grapheme' }),
    );
    const texts = fc.array(sign).map((all) => all.join('').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ''));
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const root = read(writeXml(xml('a', { x: one }, other, xml('b', {}, one))));
        expect(root.attributes['x']).toBe(one);
        expect(root.nodes.filter((node) => typeof node === 'string').join('')).toBe(other);
      }),
      { numRuns: inject('isNightly') ? 200_000 : 300 },
    );
  });
});

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text).flatMap((sign) => [sign.charCodeAt(0) & 0xff, sign.charCodeAt(0) >> 8]));
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error);
  }
  throw new Error('nothing was rejected');
}
