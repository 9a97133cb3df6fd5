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
  const cut = elementCutter(name);
  // An incomplete element is joined and searched again only when what it waits for arrives, so each byte is read once.
  let pieces: string[] = [];
  let length = 0;
  let unfinished: Unfinished = { awaited: [''], overlap: '' };
  for await (const chunk of chunks) {
    const piece = decoder.decode(chunk, { stream: true });
    pieces.push(piece);
    length += piece.length;
    const seam = unfinished.overlap + piece;
    if (unfinished.awaited.some((text) => seam.includes(text))) {
      const { elements, rest, ...others } = cut(pieces.join(''));
      [pieces, length, unfinished] = [[rest], rest.length, others];
      if (elements.length > 0) yield elements;
    } else {
      const overlap = unfinished.overlap === '' ? '' : seam.slice(-unfinished.overlap.length);
      unfinished = { ...unfinished, overlap };
    }
    if (length > longestElement) throw new IntakeError('source_damaged', `an XML element ${name} never ends`);
  }
}

/** The texts of which one must arrive before the rest can be cut, and the end of the rest, where it may begin. */
type Unfinished = { readonly awaited: readonly string[]; readonly overlap: string };
type Cut = Unfinished & { readonly elements: string[]; readonly rest: string };

function elementCutter(name: string): (text: string) => Cut {
  const opening = new RegExp(`<(\\w+:)?${name}(?:\\s[^<>]*|/)?>`, 'g');
  const partial = new RegExp(`^<(?:\\w+:)?${name}[\\s/]`);
  return (text) => {
    const elements: string[] = [];
    let from = 0;
    for (;;) {
      opening.lastIndex = from;
      const tag = opening.exec(text);
      if (tag === null) break;
      const closing = `</${tag[1] ?? ''}${name}>`;
      const end = elementEnd(text, tag, closing);
      if (end === -1) {
        const rest = text.slice(tag.index);
        return { elements, rest, awaited: [closing], overlap: rest.slice(-closing.length) };
      }
      elements.push(text.slice(tag.index, end));
      from = end;
    }
    // An opening tag contains no other `<`.
    const begun = text.lastIndexOf('<');
    if (begun >= from && partial.test(text.slice(begun, begun + longestTagName)))
      return { elements, rest: text.slice(begun), awaited: ['<', '>'], overlap: '' };
    return { elements, rest: text.slice(Math.max(from, text.length - longestTagName)), awaited: [''], overlap: '' };
  };
}

/** The position after the element that `tag` opens, or -1. */
function elementEnd(text: string, tag: RegExpExecArray, closing: string): number {
  const [start] = tag;
  if (start.endsWith('/>')) return tag.index + start.length;
  const end = text.indexOf(closing, tag.index + start.length);
  return end === -1 ? -1 : end + closing.length;
}
