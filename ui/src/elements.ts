import { h } from './dom.ts';

/** A button that cannot be pressed again while it works. */
export function button(
  text: string,
  kind: 'primary' | 'secondary' | 'danger' | 'plain',
  onPress: () => void | Promise<void>,
): HTMLButtonElement {
  const element = h('button', { type: 'button', class: kind }, text);
  let busy = false;
  const press = async (): Promise<void> => {
    if (busy) return;
    const working = onPress();
    if (working === undefined) return;
    busy = true;
    element.setAttribute('aria-disabled', 'true');
    try {
      await working;
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

/** A list of terms, each with its value. */
export function facts(list: readonly (readonly [term: string, value: string | Node])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    ...list.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))),
  );
}

/** A link that opens in another tab: leaving a page would lose its answer. */
export function outerLink(url: string, text: string, newTab: string): HTMLAnchorElement {
  const attributes = { href: url, target: '_blank', rel: 'noopener noreferrer' };
  return h('a', attributes, text, h('span', { class: 'new-tab' }, ` (${newTab})`));
}
