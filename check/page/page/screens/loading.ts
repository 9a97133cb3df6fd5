import { h } from '@etanche/ui';
import type { Texts } from '../text/texts.ts';
import { heading, type Screen } from './screen.ts';

export function loadingScreen(texts: Texts): Screen {
  const title = heading(texts.site);
  return {
    heading: title,
    content: [
      title,
      h('p', { role: 'status' }, texts.loading),
      h('div', { class: 'bar', 'aria-hidden': 'true' }, h('span')),
    ],
  };
}
