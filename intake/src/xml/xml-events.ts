import { SaxesParser } from 'saxes';
import { IntakeError } from '../intake-error.ts';
import { textPieces } from '../text/text-lines.ts';

/** The elements and texts of an XML document in order; names have no prefixes. */
type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close'; readonly name: string };

/**
 * The events of a document, grouped by the arriving chunks.
 *
 * @throws IntakeError `source_damaged` when the document is not well-formed; the parser's message may quote it
 */
export async function* xmlEvents(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<XmlEvent[]> {
  const events: XmlEvent[] = [];
  const parser = makeParser(events);
  for await (const piece of textPieces(chunks, encoding)) {
    feed(() => parser.write(piece));
    yield events.splice(0);
  }
  feed(() => parser.close());
  if (events.length > 0) yield events;
}

/** The events of the beginning of a document. */
export function headEvents(head: string): XmlEvent[] {
  const events: XmlEvent[] = [];
  try {
    makeParser(events).write(head.slice(0, head.lastIndexOf('>') + 1));
  } catch {
    // The beginning of a document need not end well.
  }
  return events;
}

function makeParser(events: XmlEvent[]): SaxesParser {
  const parser = new SaxesParser();
  const names: string[] = [];
  parser.on('opentag', ({ name, attributes }) => {
    const plain = Object.entries(attributes).map(([key, value]) => [localName(key), value] as const);
    const { name: given, ...rest } = Object.fromEntries(plain);
    // `<column name="nom">` and `<field name="nom">` of database exports are elements of that name.
    const isNamed =
      given !== undefined && /^(?:column|field|col|property|attribute|value|data|champ)$/i.test(localName(name));
    const open = isNamed
      ? { name: given, attributes: rest }
      : { name: localName(name), attributes: Object.fromEntries(plain) };
    names.push(open.name);
    events.push({ kind: 'open', ...open });
  });
  parser.on('closetag', () => {
    events.push({ kind: 'close', name: names.pop() ?? '' });
  });
  const addText = (text: string): void => {
    events.push({ kind: 'text', text });
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('error', (error) => {
    throw error;
  });
  return parser;
}

function feed(write: () => unknown): void {
  try {
    write();
  } catch (cause) {
    throw new IntakeError('source_damaged', 'the XML is not well-formed', { cause });
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
