import { parseNir } from '@etanche/core-identifiers';
import type { Texts } from '../text/texts.ts';
import { fault, type Field, type FieldResult } from './field.ts';
import { group } from './group.ts';

/** Sex, year, month, department, commune, order, key: as printed on the card. */
const groups = [1, 2, 2, 2, 3, 3, 2];

export const nirField: Field = {
  name: 'nir',
  inputMode: 'numeric',
  maxLength: 40,
  capitals: 'characters',
  significant: /[0-9a-z]/i,
  format: (text) => (/^[\d\sab.]*$/i.test(text) ? group(compact(text), groups, ' ') : text),
  isComplete: (text) => compact(text).length >= 15,
  read: readNir,
};

function readNir(text: string, texts: Texts): FieldResult {
  const parsed = parseNir(text);
  if (parsed.ok) return { ok: true, value: parsed.value.canonical };
  if (parsed.code !== 'nir_length') return fault(texts.errors[parsed.code]);
  const { length } = compact(text);
  if (length === 14) return fault(texts.errors.nir_half_key);
  return fault(length > 15 ? texts.errors.nir_extra(length - 15) : texts.errors.nir_short(15 - length));
}

function compact(text: string): string {
  return text.replace(/[^0-9a-z]/gi, '').toUpperCase();
}
