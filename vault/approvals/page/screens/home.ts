import { findMismatch, recordIdSchema } from '@etanche/core-wire';
import { button, h } from '@etanche/ui';
import type { Texts } from '../text/texts.ts';

/** A labelled text field with its error next to it. */
function field(id: string, label: string, hint: string, attributes: Readonly<Record<string, string | number>>) {
  const input = h('input', { id, type: 'text', 'aria-describedby': `${id}-hint ${id}-fault`, ...attributes });
  const fault = h('p', { id: `${id}-fault`, class: 'error', role: 'alert' });
  const element = h(
    'div',
    {},
    h('label', { for: id }, label),
    h('p', { id: `${id}-hint`, class: 'hint' }, hint),
    input,
    fault,
  );
  const blame = (text: string): void => {
    fault.textContent = text;
    if (text === '') input.removeAttribute('aria-invalid');
    else {
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    }
  };
  return { element, input, blame };
}

/** The screen on which an approver opens a practice or creates a passkey. */
export function homeScreen(
  texts: Texts,
  actions: {
    readonly open: (practice: string) => void | Promise<void>;
    readonly register: (name: string) => Promise<void>;
  },
): Node[] {
  const practice = field('practice', texts.openLabel, texts.openHint, {
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  });
  const name = field('name', texts.nameLabel, texts.nameHint, { autocomplete: 'name', maxlength: 80 });
  const open = async (): Promise<void> => {
    const id = practice.input.value.trim().toLowerCase();
    const wrong = findMismatch(recordIdSchema, id) !== null;
    practice.blame(wrong ? texts.openWrong : '');
    if (!wrong) await actions.open(id);
  };
  const register = async (): Promise<void> => {
    const typed = name.input.value.trim().replace(/\s+/g, ' ');
    name.blame(typed === '' ? texts.nameWrong : '');
    if (typed !== '') await actions.register(typed);
  };
  return [
    h('p', { class: 'lead' }, texts.lead),
    form(texts.openTitle, null, practice.element, button(texts.openButton, 'primary', open), open),
    form(
      texts.registerTitle,
      texts.registerText,
      name.element,
      button(texts.registerButton, 'secondary', register),
      register,
    ),
  ];
}

/** The Enter key presses the button. */
function form(
  title: string,
  text: string | null,
  content: Node,
  submit: HTMLButtonElement,
  run: () => Promise<void>,
): Node {
  const element = h(
    'form',
    { class: 'panel' },
    h('h2', {}, title),
    text === null ? null : h('p', {}, text),
    content,
    submit,
  );
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    void run();
  });
  return element;
}

/**
 * Shows the card of a new registration, to send to the person who adds approvers. @param shown the fingerprint and its
 * explanation
 */
export function cardScreen(
  card: string,
  shown: readonly string[],
  texts: Texts,
  actions: { readonly copy: () => Promise<void>; readonly home: () => void },
): Node[] {
  const block = h('textarea', { id: 'card', readonly: true, rows: 7, spellcheck: 'false' });
  block.value = card;
  const file = URL.createObjectURL(new Blob([card], { type: 'application/jose' }));
  return [
    h('p', {}, texts.cardText),
    ...shown.map((text, i) => h('p', { class: i === 0 ? 'print' : 'hint' }, text)),
    h('label', { for: 'card' }, texts.cardLabel),
    block,
    h(
      'div',
      { class: 'actions' },
      button(texts.copy, 'primary', actions.copy),
      h('a', { href: file, download: 'approbateur.jws', class: 'button' }, texts.download),
      button(texts.home, 'plain', actions.home),
    ),
  ];
}
