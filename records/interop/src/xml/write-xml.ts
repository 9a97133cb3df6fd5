/** An element to write, with its name and attributes as they are written: prefixes and `xmlns` included. */
export interface XmlOutput {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly content: readonly XmlContent[];
}

/** Null and undefined write nothing. */
export type XmlContent = XmlOutput | string | null | undefined;

/** Attributes that are undefined are left out. */
export function xml(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...content: readonly XmlContent[]
): XmlOutput {
  return { name, attributes, content };
}

/** A document in UTF-8 with its declaration. No white space is added, so that mixed content stays what it is. */
export function writeXml(root: XmlOutput): string {
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n'];
  writeElement(root, parts);
  parts.push('\n');
  return parts.join('');
}

function writeElement({ name, attributes, content }: XmlOutput, parts: string[]): void {
  parts.push('<', name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) parts.push(' ', key, '="', escapeAttribute(value), '"');
  }
  const written = content.filter((one) => one !== null && one !== undefined && one !== '');
  if (written.length === 0) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  for (const one of written) {
    if (typeof one === 'string') parts.push(escapeText(one));
    else if (one !== null && one !== undefined) writeElement(one, parts);
  }
  parts.push('</', name, '>');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Readers turn these into spaces or line feeds, unless they are references (XML 1.0, 2.11 and 3.3.3).
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * Signs that no XML 1.0 document may contain, not even as references (2.2, Char), without halves of surrogate pairs.
 */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escapeText(text: string): string {
  return allowed(text).replace(/[&<>\r]/g, (sign) => escapes[sign] ?? sign);
}

function escapeAttribute(text: string): string {
  return allowed(text).replace(/[&<>"\t\n\r]/g, (sign) => escapes[sign] ?? sign);
}

/** A forbidden sign becomes U+FFFD: the reader sees that one stood there. */
function allowed(text: string): string {
  return text.toWellFormed().replace(forbidden, '\ufffd');
}
