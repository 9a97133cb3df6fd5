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

/** One element of a piece of XML: its start tag, the text between its tags (none when it is empty), and its extent. */
type XmlElement = {
  readonly tag: string;
  readonly content: string | undefined;
  readonly from: number;
  readonly to: number;
};

const openings = new Map<string, RegExp>();

/** Pattern of the start tag of that name, with any prefix. */
function openingOf(name: string): RegExp {
  const opening = openings.get(name) ?? new RegExp(`<((?:\\w+:)?)${name}(?:\\s[^<>]*|/)?>`, 'g');
  openings.set(name, opening);
  return opening;
}

/**
 * The elements of that name, in time proportional to the text: a pattern over start and end tags would search the rest
 * of the text again for each unclosed tag. Elements of one name do not nest.
 */
export function* elementsNamed(xml: string, name: string): Generator<XmlElement> {
  const opening = openingOf(name);
  for (let position = 0; ;) {
    opening.lastIndex = position;
    const match = opening.exec(xml);
    if (match === null) return;
    const [tag, prefix = ''] = match;
    const [from, inside] = [match.index, match.index + tag.length];
    if (tag.endsWith('/>')) {
      position = inside;
      yield { tag, content: undefined, from, to: inside };
      continue;
    }
    const closing = `</${prefix}${name}>`;
    const end = xml.indexOf(closing, inside);
    if (end === -1) return;
    position = end + closing.length;
    yield { tag, content: xml.slice(inside, end), from, to: position };
  }
}

/** The text between the tags of the first element of that name; empty if there is none. */
export function firstContent(xml: string, name: string): string {
  for (const { content } of elementsNamed(xml, name)) return content ?? '';
  return '';
}

/** The start tags of that name, whether or not their elements end. */
export function tagsNamed(xml: string, name: string): string[] {
  return xml.match(openingOf(name)) ?? [];
}

/** The joined `<t>` texts of a shared or inline string, without phonetic readings. */
export function richText(xml: string): string {
  let text = '';
  for (const { content } of elementsNamed(xml.includes('rPh') ? withoutPhonetic(xml) : xml, 't')) text += content ?? '';
  return xmlText(text);
}

function withoutPhonetic(xml: string): string {
  const spoken: string[] = [];
  let kept = 0;
  for (const { from, to } of elementsNamed(xml, 'rPh')) {
    spoken.push(xml.slice(kept, from));
    kept = to;
  }
  return spoken.join('') + xml.slice(kept);
}
