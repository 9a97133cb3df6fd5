import { h } from '@etanche/ui';

/**
 * The content of the page. The heading gets the focus when the screen appears, so that a screen reader starts there.
 */
export type Screen = { readonly heading: HTMLElement; readonly content: readonly (Node | null)[] };

export function heading(text: string): HTMLHeadingElement {
  return h('h1', { tabindex: -1 }, text);
}

export function section(title: string, ...children: readonly (Node | string | null)[]): HTMLElement {
  return h('section', {}, h('h2', {}, title), ...children);
}

export function list(tag: 'ul' | 'ol', className: string, items: readonly (Node | string)[]): HTMLElement {
  return h(tag, { class: className }, ...items.map((item) => h('li', {}, item)));
}

/** The same screen with a notice above, which a screen reader reads out. */
export function withNotice(screen: Screen, text: string | null): Screen {
  if (text === null) return screen;
  return { heading: screen.heading, content: [h('p', { class: 'notice', role: 'status' }, text), ...screen.content] };
}
