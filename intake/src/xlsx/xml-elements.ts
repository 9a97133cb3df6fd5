import { IntakeError } from '../intake-error.ts';

/** Longest element, since an element may never end. */
const longestElement = 8 * 1024 * 1024;
/** `<`, a prefix and a name. */
const longestTagName = 64;

/**
 * Each `<name>...</name>` of an XML document in UTF-8 as it arrives, with any namespace prefix. Elements of that name
 * do not nest. Text between them is dropped.
 *
 * @throws IntakeError `source_damaged` on an element larger than 8 MiB
 */
export async function* xmlElements(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const opening = new RegExp(`<(\\w+:)?${name}(?:\\s[^<>]*|/)?>`, 'g');
  const partial = new RegExp(`<(?:\\w+:)?${name}[\\s/]`);
  let text = '';
  // An incomplete element is searched only once: its end is not before `searched`.
  let searched = 0;
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    const elements: string[] = [];
    let from = 0;
    for (;;) {
      opening.lastIndex = from;
      const tag = opening.exec(text);
      if (tag === null) {
        const begun = text.slice(from).search(partial);
        from = begun === -1 ? Math.max(from, text.length - longestTagName) : from + begun;
        searched = 0;
        break;
      }
      const end = elementEnd(text, tag, name, searched);
      if (end === -1) {
        from = tag.index;
        searched = Math.max(0, text.length - from - longestTagName);
        break;
      }
      elements.push(text.slice(tag.index, end));
      from = end;
      searched = 0;
    }
    text = text.slice(from);
    if (text.length > longestElement) throw new IntakeError('source_damaged', `an XML element ${name} never ends`);
    if (elements.length > 0) yield elements;
  }
}

/** The position after the element that `tag` opens, or -1. */
function elementEnd(text: string, tag: RegExpExecArray, name: string, searched: number): number {
  const [start, prefix = ''] = tag;
  if (start.endsWith('/>')) return tag.index + start.length;
  const closing = `</${prefix}${name}>`;
  const end = text.indexOf(closing, tag.index + Math.max(start.length, searched));
  return end === -1 ? -1 : end + closing.length;
}
