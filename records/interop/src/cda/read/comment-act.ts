import { attributeOf, elementAt } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import type { Words } from './result-value.ts';

/** True for the comment of an entry (IHE PCC, LOINC 48767-8). */
export function isComment(element: XmlElement): boolean {
  return element.name === 'act' && attributeOf(elementAt(element, 'code'), 'code') === '48767-8';
}

/** The words of the comments among the related acts of an entry. */
export function commentsIn(related: readonly XmlElement[], words: Words): string[] {
  return related.flatMap((one) => {
    const act = elementAt(one, 'act');
    const text = act !== null && isComment(act) ? words(elementAt(act, 'text')) : null;
    return text === null ? [] : [text];
  });
}
