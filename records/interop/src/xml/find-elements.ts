import type { XmlElement } from './xml-element.ts';

/** The elements directly inside with this local name, in any namespace. */
export function childrenNamed(element: XmlElement | null, name: string): XmlElement[] {
  return elementsOf(element).filter((child) => child.name === name);
}

export function elementsOf(element: XmlElement | null): XmlElement[] {
  return (element?.nodes ?? []).filter((node) => typeof node !== 'string');
}

/** The first element at a path of local names; null if there is none. */
export function elementAt(element: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  let at = element;
  for (const name of path) at = elementsOf(at).find((child) => child.name === name) ?? null;
  return at;
}

/** Every element below with this local name, in the order of the document. */
export function descendantsNamed(element: XmlElement | null, name: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendantsNamed(child, name),
  ]);
}

/** An attribute without namespace and without the spaces around it; null if it is absent or empty. */
export function attributeOf(element: XmlElement | null, name: string): string | null {
  const value = element?.attributes[name]?.trim() ?? '';
  return value === '' ? null : value;
}

/** All text inside, with one space for each run of white space; null if nothing remains. */
export function textInside(element: XmlElement | null): string | null {
  if (element === null) return null;
  const text = rawText(element).replace(/\s+/gu, ' ').trim();
  return text === '' ? null : text;
}

/** All text inside, unchanged. */
export function rawText(element: XmlElement): string {
  return element.nodes.map((node) => (typeof node === 'string' ? node : rawText(node))).join('');
}
