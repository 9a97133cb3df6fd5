import type { Leak } from '@etanche/core-check-protocol';
import { button, h, setText } from '@etanche/ui';
import type { CouldNotCheck } from '../messages.ts';
import type { Texts } from '../text/texts.ts';
import { contactList } from './contact.ts';
import { heading, section, type Screen } from './screen.ts';

/** *Could not check*: the reason, and when to retry. `stop` ends the countdown. */
export function couldNotCheckScreen(
  failure: CouldNotCheck,
  contact: Leak['contact'] | null,
  texts: Texts,
  now: () => number,
  actions: { onRetry: () => void; onChange: (() => void) | null },
): Screen & { stop: () => void } {
  const title = heading(texts.could.title);
  const retry = button(texts.could.retry, 'primary', () => {
    if (retry.getAttribute('aria-disabled') !== 'true') actions.onRetry();
  });
  const status = h('p', { class: 'visually-hidden', role: 'status' });
  const stop = failure.retryAfter === null ? () => undefined : countDown(failure.retryAfter, retry, status, texts, now);
  const people = contact === null ? null : contactList(contact, texts);
  return {
    heading: title,
    stop,
    content: [
      h(
        'div',
        { class: 'answer unknown' },
        title,
        h('p', {}, h('strong', {}, texts.could.neither)),
        h('p', {}, texts.could.reasons[failure.reason]),
      ),
      h(
        'div',
        { class: 'actions' },
        retry,
        actions.onChange === null ? null : button(texts.could.change, 'secondary', actions.onChange),
      ),
      status,
      people === null ? null : section(texts.could.contact, people),
    ],
  };
}

function countDown(
  seconds: number,
  retry: HTMLButtonElement,
  status: HTMLElement,
  texts: Texts,
  now: () => number,
): () => void {
  const end = now() + seconds * 1000;
  const tick = (): void => {
    const left = Math.ceil((end - now()) / 1000);
    if (left > 0) {
      retry.setAttribute('aria-disabled', 'true');
      setText(
        retry,
        left > 3600
          ? texts.could.retryAt(...hourOf(end, now()))
          : texts.could.retryIn(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`),
      );
      return;
    }
    clearInterval(timer);
    retry.removeAttribute('aria-disabled');
    setText(retry, texts.could.retry);
    setText(status, texts.could.ready);
  };
  const timer = setInterval(tick, 1000);
  tick();
  return () => {
    clearInterval(timer);
  };
}

/** The day and the full hour, in the visitor's time zone, after a moment that is hours away. */
export function hourOf(end: number, now: number): ['today' | 'tomorrow' | 'later', number] {
  const at = new Date(end);
  if (at.getMinutes() + at.getSeconds() + at.getMilliseconds() > 0) at.setHours(at.getHours() + 1, 0, 0, 0);
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const days = Math.floor((at.getTime() - midnight.getTime()) / 86_400_000);
  return [days <= 0 ? 'today' : days === 1 ? 'tomorrow' : 'later', at.getHours()];
}
