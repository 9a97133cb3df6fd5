import type { Kind } from '@etanche/core-check-protocol';
import { button, h } from '@etanche/ui';
import type { Field } from '../fields/field.ts';
import { cardPicture } from '../pictures/card.ts';
import { letterPicture } from '../pictures/letter.ts';
import type { Texts } from '../text/texts.ts';
import { heading, type Screen } from './screen.ts';
import { createTextInput, type TextInput } from './text-input.ts';

type FieldRequest = {
  readonly kind: Kind;
  readonly field: Field;
  readonly current: number;
  readonly total: number;
  /** The earlier input, if the person returns to the field. */
  readonly text: string;
  readonly today: string;
  readonly onType: (text: string) => void;
  readonly onDone: (value: string) => void;
  readonly onBack: () => void;
};

/** Shows one field. */
export function fieldScreen(request: FieldRequest, texts: Texts): Screen {
  const { field, current, total } = request;
  const words = texts.fields[field.name];
  const box = createTextInput(field, request.text, (text) => field.read(text, texts, request.today), request.onType);
  const title = heading(words.label);
  title.id = `${box.input.id}-label`;
  box.input.setAttribute('aria-labelledby', title.id);
  const last = current === total;
  const form = h(
    'form',
    { class: 'panel', novalidate: true, autocomplete: 'off' },
    total > 1 ? h('p', { class: 'step' }, texts.step(current, total)) : null,
    title,
    h('p', { id: `${box.input.id}-hint`, class: 'hint' }, words.hint),
    ...(field.name === 'birthDate' && request.kind === 'nir'
      ? [h('p', { class: 'hint' }, texts.fields.birthDate.child)]
      : []),
    box.error,
    box.input,
    field.name === 'nir' ? corsica(box, texts) : null,
    field.name === 'nir' ? h('p', { class: 'hint' }, texts.fields.nir.without) : null,
    h(
      'div',
      { class: 'actions' },
      h('button', { class: 'primary' }, last ? texts.check : texts.continue),
      button(texts.back, 'secondary', request.onBack),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const value = box.submit();
    if (value !== null) request.onDone(value);
  });
  const child =
    request.kind === 'nir'
      ? h('section', { class: 'note' }, h('h2', {}, texts.child.title), h('p', {}, texts.child.text))
      : null;
  return { heading: title, content: [form, picture(field, texts), field.name === 'nir' ? child : null] };
}

/** A phone's numeric keyboard has no letters, so the two possible letters of a NIR are offered as buttons. */
function corsica(box: TextInput, texts: Texts): HTMLElement {
  const { corsica: label, insert } = texts.fields.nir;
  const letters = ['2A', '2B'].map((text) => {
    const key = button(text, 'plain', () => {
      box.insert(text);
    });
    key.setAttribute('aria-label', insert(text));
    return key;
  });
  return h('p', { class: 'keys' }, h('span', { class: 'hint' }, label), ...letters);
}

function picture(field: Field, texts: Texts): Element | null {
  const { card, cardNumber, letter, letterCode } = texts.pictures;
  if (field.name === 'nir') return cardPicture(card, cardNumber);
  return field.name === 'code' ? letterPicture(letter, letterCode) : null;
}
