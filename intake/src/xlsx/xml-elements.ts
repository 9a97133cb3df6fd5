import { IntakeError } from '../intake-error.ts';

/** An element that never ends is not a sheet. */
const longestElement = 64 * 1024 * 1024;

/**
 * Each `<name>...</name>` of an XML document in UTF-8, whatever its namespace prefix, as it arrives. Elements of that name
 * do not nest.
 *
 * @throws IntakeError `source_damaged` on an element larger than 64 MiB
 */
export async function* xmlElements(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*?)?(?:/>|>[\\s\\S]*?</(?:\\w+:)?${name}>)`, 'g');
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    let end = 0;
    const elements: string[] = [];
    for (const match of text.matchAll(pattern)) {
      elements.push(match[0]);
      end = match.index + match[0].length;
    }
    text = end === 0 ? text : text.slice(end);
    if (text.length > longestElement) throw new IntakeError('source_damaged', `an XML element ${name} never ends`);
    if (elements.length > 0) yield elements;
  }
}
