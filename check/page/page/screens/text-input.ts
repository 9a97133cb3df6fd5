import { h, setText } from '@etanche/ui';
import type { Field, FieldResult } from '../fields/field.ts';
import { moveCaret } from '../fields/group.ts';

/** A text field that regroups the input and shows an error as soon as the text is complete. */
export type TextInput = {
  readonly input: HTMLInputElement;
  readonly error: HTMLElement;
  readonly insert: (text: string) => void;
  /** Checks the text now; returns null and shows a message if it is wrong. */
  readonly submit: () => string | null;
};

export function createTextInput(
  field: Field,
  text: string,
  read: (text: string) => FieldResult,
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
  // Do not change the text while an input method composes.
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
