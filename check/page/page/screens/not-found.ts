import type { Kind, Manifest } from '@etanche/core-check-protocol';
import { button, h } from '@etanche/ui';
import type { Texts } from '../text/texts.ts';
import { heading, list, section, type Screen } from './screen.ts';

/** *Not found*: what this does and does not mean, and other ways to check. */
export function notFoundScreen(
  manifest: Manifest,
  kind: Kind,
  texts: Texts,
  actions: { onKind: (kind: Kind) => void; onAgain: () => void; onForget: () => void },
): Screen {
  const title = heading(texts.notFound.title);
  const others = manifest.kinds.map((offered) => offered.kind).filter((other) => other !== kind);
  const [thisLeak = '', ...spellings] = texts.notFound.limits;
  return {
    heading: title,
    content: [
      h('div', { class: 'answer no' }, title, h('p', {}, texts.notFound.asked[kind]), h('p', {}, texts.notFound.sure)),
      section(
        texts.notFound.meaning,
        list('ul', 'limits', kind === 'code' ? [thisLeak, texts.notFound.codeLimit] : [thisLeak, ...spellings]),
        h('p', {}, texts.notFound.careful),
      ),
      others.length === 0
        ? null
        : h(
            'section',
            {},
            h('h2', {}, texts.notFound.otherKinds),
            h(
              'div',
              { class: 'actions' },
              ...others.map((other) =>
                button(texts.kinds[other].name, 'secondary', () => {
                  actions.onKind(other);
                }),
              ),
            ),
          ),
      h(
        'div',
        { class: 'actions' },
        button(texts.notFound.again, 'primary', actions.onAgain),
        button(texts.found.forget, 'secondary', actions.onForget),
      ),
    ],
  };
}
