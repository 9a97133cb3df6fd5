import { SaxesParser, type SaxesAttributeNS } from 'saxes';
import { InteropError } from '../interop-error.ts';
import { decodeXml } from './decode-xml.ts';
import type { XmlElement, XmlNode } from './xml-element.ts';
import type { XmlLimits } from './xml-limits.ts';

const xmlns = 'http://www.w3.org/2000/xmlns/';

/**
 * Reads a whole document. A document type declaration is rejected, so that no entity is declared or fetched: only the
 * five entities of XML and character references exist.
 *
 * @throws InteropError `xml_encoding`, `xml_malformed`, `xml_dtd`, `xml_limits`
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits): XmlElement {
  if (bytes.length > limits.bytes) throw beyond(`${limits.bytes} bytes`);
  return readXmlText(decodeXml(bytes), limits);
}

function readXmlText(text: string, limits: XmlLimits): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  // Each list collects the nodes of one open element; the first one has the root.
  const open: XmlNode[][] = [[]];
  let elements = 0;
  let attributes = 0;
  parser.on('doctype', () => {
    throw new InteropError('xml_dtd', 'the document has a document type declaration');
  });
  parser.on('opentagstart', ({ name }) => {
    if (open.length > limits.depth) throw beyond(`${limits.depth} levels`);
    elements += 1;
    if (elements > limits.elements) throw beyond(`${limits.elements} elements`);
    if (name.length > limits.nameLength) throw beyond(`${limits.nameLength} characters of a name`);
    attributes = 0;
    open.push([]);
  });
  parser.on('attribute', ({ name }) => {
    attributes += 1;
    if (attributes > limits.attributes) throw beyond(`${limits.attributes} attributes of an element`);
    if (name.length > limits.nameLength) throw beyond(`${limits.nameLength} characters of a name`);
  });
  parser.on('closetag', ({ local, uri, attributes: written }) => {
    const nodes = open.pop() ?? [];
    open.at(-1)?.push({ name: local, namespace: uri, attributes: byName(written), nodes });
  });
  const addText = (part: string): void => {
    // Outside the root there is only white space.
    if (open.length > 1) open.at(-1)?.push(part);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('error', () => {
    // The parser's own message may quote the document.
    throw new InteropError('xml_malformed', `the XML is not well-formed at line ${parser.line}`);
  });
  parser.write(text).close();
  const root = open[0]?.find((node) => typeof node !== 'string');
  if (root === undefined) throw new InteropError('xml_malformed', 'the XML has no element');
  return root;
}

function byName(written: Readonly<Record<string, SaxesAttributeNS>>): Readonly<Record<string, string>> {
  const attributes = Object.create(null) as Record<string, string>;
  for (const { local, uri, value } of Object.values(written)) {
    if (uri !== xmlns) attributes[uri === '' ? local : `{${uri}}${local}`] = value;
  }
  return attributes;
}

function beyond(limit: string): InteropError {
  return new InteropError('xml_limits', `the XML has more than ${limit}`);
}
