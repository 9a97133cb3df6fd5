import { h } from '@etanche/ui';
import type { Texts } from '../text/texts.ts';

/** Header and content of the page. Screen readers announce `notice` when it changes. */
export class Frame {
  readonly #root: HTMLElement;
  readonly #notice = h('div', { class: 'notice', role: 'status', hidden: true });
  readonly #onLanguage: () => void;

  constructor(root: HTMLElement, onLanguage: () => void) {
    this.#root = root;
    this.#onLanguage = onLanguage;
  }

  /** @param focus whether the heading takes the focus; false on the first screen of a visit */
  show(heading: string, content: readonly (Node | null)[], texts: Texts, index: number | null, focus: boolean): void {
    document.documentElement.lang = texts.language;
    document.title = `${heading} – Étanche`;
    const title = h('h1', { tabindex: -1 }, heading);
    const main = h('main', { id: 'content' }, title, this.#notice, ...content);
    this.#root.replaceChildren(this.#header(texts, index), main);
    if (!focus) return;
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Null clears the notice. */
  say(...content: readonly (Node | string)[]): void {
    this.#notice.hidden = content.length === 0;
    this.#notice.replaceChildren(...content.map((each) => (typeof each === 'string' ? h('p', {}, each) : each)));
  }

  #header(texts: Texts, index: number | null): HTMLElement {
    const other = texts.language === 'fr' ? 'en' : 'fr';
    const language = h('button', { type: 'button', lang: other }, texts.otherLanguage);
    language.addEventListener('click', this.#onLanguage);
    return h(
      'header',
      {},
      h('a', { href: '#content', class: 'skip' }, texts.skip),
      h('p', { class: 'site' }, index === null ? 'Étanche' : texts.site(index)),
      h('nav', { 'aria-label': texts.languageLabel }, language),
    );
  }
}
