import { parseEmail, parsePersonName, parsePhone } from '@etanche/core-identifiers';
import { fault, type Field } from './field.ts';

/** Fields that are shown as typed, and checked when the person continues. */
const plain = { significant: /./, maxLength: 254, format: (text: string) => text, isComplete: () => false } as const;

export const emailField: Field = {
  ...plain,
  name: 'email',
  inputMode: 'email',
  capitals: 'none',
  read(text, texts) {
    const parsed = parseEmail(text);
    return parsed.ok ? parsed : fault(texts.errors[parsed.code]);
  },
};

export const phoneField: Field = {
  ...plain,
  name: 'phone',
  inputMode: 'tel',
  capitals: 'none',
  read(text, texts) {
    const parsed = parsePhone(text, 'FR');
    return parsed.ok ? parsed : fault(texts.errors[parsed.code]);
  },
};

export const familyField: Field = nameField('family');
export const givenField: Field = nameField('given');

function nameField(name: 'family' | 'given'): Field {
  return {
    ...plain,
    name,
    inputMode: 'text',
    capitals: 'words',
    read(text, texts) {
      const parsed = parsePersonName(text);
      return parsed.ok ? parsed : fault(texts.errors[parsed.code]);
    },
  };
}
