import { attributeOf, elementAt, elementsOf, textInside } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import { textOf } from './read-parts.ts';
import type { Words } from './result-value.ts';

/** Characters of the words of an entry. A document may refer a thousand times to one long text. */
const longest = 10_000;

/**
 * Finds the words to which entries refer by the ID of a part of the narrative. An ID that two parts have, and a text
 * that is too long, give none.
 */
export function narrativeWords(root: XmlElement): Words {
  const byId = new Map<string, XmlElement | null>();
  const known = new Map<string, string | null>();
  addIds(root, byId);
  return (element) => {
    const target = attributeOf(elementAt(element, 'reference'), 'value');
    if (target === null) return textOf(textInside(element));
    const id = target.replace(/^#/, '');
    const before = known.get(id);
    if (before !== undefined) return before;
    const text = textOf(textInside(byId.get(id) ?? null));
    const words = (text?.length ?? 0) > longest ? null : text;
    known.set(id, words);
    return words;
  };
}

function addIds(element: XmlElement, byId: Map<string, XmlElement | null>): void {
  const id = attributeOf(element, 'ID');
  if (id !== null) byId.set(id, byId.has(id) ? null : element);
  for (const child of elementsOf(element)) addIds(child, byId);
}
