import { button, h, setText } from '@etanche/ui';
import type { Step } from '../messages.ts';
import type { Texts } from '../text/texts.ts';
import { heading, type Screen } from './screen.ts';

type AskingScreen = Screen & { at: (step: Step) => void };

/** Shows the current step, also to screen readers; the progress bar moves without script. */
export function askingScreen(texts: Texts, stretches: boolean, onCancel: () => void): AskingScreen {
  const title = heading(texts.asking.title);
  const steps: Step[] = stretches ? ['stretch', 'ask', 'fetch'] : ['ask', 'fetch'];
  const status = h('p', { class: 'visually-hidden', role: 'status' });
  const items = h('ol', { class: 'steps' });
  const draw = (current: Step): void => {
    if (current === 'work' && !steps.includes('work')) steps.splice(steps.indexOf('fetch'), 0, 'work');
    const place = steps.indexOf(current);
    items.replaceChildren(
      ...steps.map((step, i) => {
        const state = i < place ? texts.asking.done : i === place ? texts.asking.current : null;
        const said = state === null ? null : h('span', { class: 'visually-hidden' }, ` (${state})`);
        return h('li', { class: i < place ? 'done' : i === place ? 'current' : 'later' }, texts.asking[step], said);
      }),
    );
    setText(status, texts.asking[current]);
  };
  const first = steps[0] ?? 'ask';
  draw(first);
  return {
    heading: title,
    content: [
      title,
      h('div', { class: 'bar', 'aria-hidden': 'true' }, h('span')),
      items,
      status,
      h('p', { class: 'hint' }, texts.asking.note),
      h('div', { class: 'actions' }, button(texts.asking.cancel, 'secondary', onCancel)),
    ],
    at: draw,
  };
}
