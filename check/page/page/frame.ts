import { h } from '@etanche/ui';
import type { Screen } from './screens/screen.ts';
import type { Texts } from './text/texts.ts';

/** Header, content and footer around a screen. */
export type Frame = {
  /** @param focus false for the first screen of a visit: the browser's own focus is not changed */
  readonly show: (screen: Screen, texts: Texts, focus: boolean) => void;
};

export function createFrame(root: HTMLElement, onLanguage: (language: Texts['language']) => void): Frame {
  return {
    show(screen, texts, focus) {
      document.documentElement.lang = texts.language;
      document.title = `${screen.heading.textContent} – ${texts.site}`;
      const main = h('main', { id: 'content' }, ...screen.content);
      root.replaceChildren(header(texts, onLanguage), main, footer(texts));
      if (!focus) return;
      screen.heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    },
  };
}

function header(texts: Texts, onLanguage: (language: Texts['language']) => void): HTMLElement {
  const other = texts.language === 'fr' ? 'en' : 'fr';
  const language = h('button', { type: 'button', lang: other }, texts.otherLanguage);
  language.addEventListener('click', () => {
    onLanguage(other);
  });
  return h(
    'header',
    {},
    h('a', { href: '#content', class: 'skip' }, texts.skip),
    h('p', { class: 'site' }, texts.site),
    h('nav', { 'aria-label': texts.languageLabel }, language),
  );
}

function footer(texts: Texts): HTMLElement {
  const links: [url: string, text: string][] = [
    [texts.home.howUrl, texts.home.how],
    [texts.home.verifyUrl, texts.home.verify],
    [texts.home.legalUrl, texts.home.legal],
  ];
  return h('footer', {}, h('ul', {}, ...links.map(([url, text]) => h('li', {}, h('a', { href: url }, text)))));
}
