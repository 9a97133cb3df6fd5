import { h, setText } from '@etanche/ui';
import type { Field, Read } from '../fields/field.ts';
import { moveCaret } from '../fields/group.ts';

/** One field that regroups what is typed, and says what is wrong as soon as the text is whole. */
export type TextInput = {
  readonly input: HTMLInputElement;
  readonly error: HTMLElement;
  readonly insert: (text: string) => void;
  /** Judges the text now; null where it is wrong, and the message is then shown. */
  readonly submit: () => string | null;
};

export function createTextInput(
  field: Field,
  text: string,
  read: (text: string) => Read,
  onType: (text: string) => void,
): TextInput {
  const id = `field-${field.name}`;
  const error = h('p', { id: `${id}-error`, class: 'error', 'aria-live': 'polite' });
  const input = h('input', {
    id,
    type: 'text',
    inputmode: field.inputMode,
    maxlength: field.maxLength,
    autocomplete: 'off',
    autocapitalize: field.capitals,
    autocorrect: 'off',
    spellcheck: 'false',
    'aria-describedby': `${id}-error ${id}-hint`,
    'aria-required': 'true',
    class: field.name,
  });
  input.value = text;

  const show = (message: string | null): void => {
    setText(error, message ?? '');
    if (message === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
  const regroup = (): void => {
    const before = input.value;
    const after = field.format(before);
    if (after !== before) {
      const caret = moveCaret(before, input.selectionStart ?? before.length, after, field.significant);
      input.value = after;
      input.setSelectionRange(caret, caret);
    }
    onType(input.value);
    const judged = field.isComplete(input.value) ? read(input.value) : null;
    show(judged === null || judged.ok ? null : judged.message);
  };
  // While an input method composes, its text must stay as it is.
  input.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent) || !event.isComposing) regroup();
  });
  input.addEventListener('compositionend', regroup);

  return {
    input,
    error,
    insert(letters) {
      input.focus();
      input.setRangeText(letters, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
      regroup();
    },
    submit() {
      const judged = read(input.value);
      show(judged.ok ? null : judged.message);
      if (!judged.ok) input.focus();
      return judged.ok ? judged.value : null;
    },
  };
}
