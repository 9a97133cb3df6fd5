import { typeset } from './typeset.ts';

type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Creates an element. `true` writes an empty attribute, `false` none. Text is never parsed as markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null) {
      element.append(typeof child === 'string' ? typeset(child, document.documentElement.lang) : child);
    }
  }
  return element;
}

/** A button that cannot be pressed again while its action runs. */
export function button(
  text: string,
  kind: 'primary' | 'secondary' | 'danger' | 'plain',
  onPress: () => void | Promise<void>,
): HTMLButtonElement {
  const element = h('button', { type: 'button', class: kind }, text);
  let busy = false;
  const press = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    element.setAttribute('aria-disabled', 'true');
    try {
      await onPress();
    } finally {
      busy = false;
      element.removeAttribute('aria-disabled');
    }
  };
  element.addEventListener('click', () => {
    void press();
  });
  return element;
}

/** A list of terms and their values. */
export function facts(list: readonly (readonly [term: string, value: string | Node])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    ...list.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))),
  );
}
