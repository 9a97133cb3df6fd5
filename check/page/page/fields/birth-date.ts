import { parseBirthDate } from '@etanche/core-identifiers';
import { fault, type Field } from './field.ts';

export const birthDateField: Field = {
  name: 'birthDate',
  inputMode: 'numeric',
  maxLength: 40,
  capitals: 'none',
  significant: /[0-9]/,
  format: formatDate,
  isComplete: (text) => /^\d\d?\/\d\d?\/\d{4}$/.test(text),
  read(text, texts, today) {
    const parsed = parseBirthDate(text, { today, twoDigitYearPivot: Number(today.slice(2, 4)) });
    return parsed.ok ? { ok: true, value: parsed.value.canonical } : fault(texts.errors[parsed.code]);
  },
};

/** Adds slashes after two digits, unless the person types them. */
function formatDate(text: string): string {
  const whole = /^(\d\d)\/?(\d\d)(\/?)(\d{0,4})$/.exec(text);
  if (whole !== null) {
    const [, day = '', month = '', slash = '', year = ''] = whole;
    return `${day}/${month}${year === '' ? slash : `/${year}`}`;
  }
  const start = /^(\d\d)\/?(\d)$/.exec(text);
  return start === null ? text : `${start[1] ?? ''}/${start[2] ?? ''}`;
}
