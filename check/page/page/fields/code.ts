import { formatCode, parseCode } from '@etanche/core-identifiers';
import { fault, type Field } from './field.ts';
import { group } from './group.ts';

const codeLength = 17;

export const codeField: Field = {
  name: 'code',
  inputMode: 'text',
  maxLength: 40,
  capitals: 'characters',
  significant: /[0-9a-z]/i,
  format: (text) => (/^[\da-z\s-]*$/i.test(text) ? group(compact(text), [4, 4, 4, 4, 1], '-') : text),
  isComplete: (text) => compact(text).length >= codeLength,
  read(text, texts) {
    const parsed = parseCode(text);
    if (parsed.ok) return { ok: true, value: formatCode(parsed.value) };
    if (parsed.code !== 'code_length') return fault(texts.errors[parsed.code]);
    const missing = codeLength - compact(text).length;
    return fault(missing > 0 ? texts.errors.code_short(missing) : texts.errors.code_extra(-missing));
  },
};

function compact(text: string): string {
  return text.replace(/[^0-9a-z]/gi, '').toUpperCase();
}
