const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Character data of an XML element: entities (XML 1.0 section 4.6) and Excel's `_x000D_` escapes replaced. */
export function xmlText(text: string): string {
  const plain = text.includes('&')
    ? text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return named[name] ?? all;
        const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
      })
    : text;
  return plain.includes('_x')
    ? plain.replace(/_x([\da-f]{4})_/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : plain;
}

const attributePatterns = new Map<string, RegExp>();

/** The value of an attribute in a start tag, or undefined. `name` is a pattern. */
export function attribute(tag: string, name: string): string | undefined {
  const pattern = attributePatterns.get(name) ?? new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`);
  attributePatterns.set(name, pattern);
  const value = pattern.exec(tag);
  return value === null ? undefined : xmlText(value[1] ?? value[2] ?? '');
}

/** The `<t>` texts of a shared or inline string together, phonetic readings left out. */
export function richText(xml: string): string {
  const spoken = xml.includes('rPh') ? xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '') : xml;
  let text = '';
  for (const match of spoken.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g)) text += match[1] ?? '';
  return xmlText(text);
}
