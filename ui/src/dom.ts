import { typeset } from './typeset.ts';

type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Creates an element. `true` writes an empty attribute, `false` none; text is typeset for the page's language. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** Creates an SVG element. */
export function svg(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(element, attributes, children);
  return element;
}

/** Replaces an element's text, typeset as in `h`. */
export function setText(element: Element, text: string): void {
  const set = typeset(text, document.documentElement.lang);
  // Writing the same text again would make a screen reader repeat it.
  if (element.textContent !== set) element.textContent = set;
}

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null)
      element.append(typeof child === 'string' ? typeset(child, document.documentElement.lang) : child);
  }
}
