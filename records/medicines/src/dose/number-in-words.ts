import { MedicinesError } from '../medicines-error.ts';

const small = (
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit ' +
  'dix-neuf'
).split(' ');
const tens = [
  '',
  '',
  'vingt',
  'trente',
  'quarante',
  'cinquante',
  'soixante',
  'soixante',
  'quatre-vingt',
  'quatre-vingt',
];

/**
 * A whole number from 0 to 9999 in French words: `quatre-vingts`, `vingt et un`, `deux cents`; in the feminine `vingt
 * et une`. Traditional spelling, as on cheques.
 *
 * @throws MedicinesError `number_invalid`
 */
export function numberInWords(value: number, gender: 'masculine' | 'feminine' = 'masculine'): string {
  if (!Number.isInteger(value) || value < 0 || value > 9999) {
    throw new MedicinesError('number_invalid', 'only whole numbers from 0 to 9999 can be spelled');
  }
  const text = thousands(value);
  return gender === 'feminine' ? text.replace(/(^|[ -])un$/, '$1une') : text;
}

function thousands(value: number): string {
  const [count, rest] = [Math.floor(value / 1000), value % 1000];
  if (count === 0) return hundreds(rest);
  const head = count === 1 ? 'mille' : `${below100(count)} mille`;
  return rest === 0 ? head : `${head} ${hundreds(rest)}`;
}

function hundreds(value: number): string {
  const [count, rest] = [Math.floor(value / 100), value % 100];
  if (count === 0) return below100(rest);
  if (rest === 0) return count === 1 ? 'cent' : `${small[count]} cents`;
  return `${count === 1 ? 'cent' : `${small[count]} cent`} ${below100(rest)}`;
}

function below100(value: number): string {
  if (value < 20) return small[value] ?? '';
  if (value === 80) return 'quatre-vingts';
  const ten = Math.floor(value / 10);
  const rest = ten === 7 || ten === 9 ? value - (ten - 1) * 10 : value % 10;
  const head = tens[ten] ?? '';
  if (rest === 0) return head;
  return (rest === 1 || rest === 11) && ten < 8 ? `${head} et ${small[rest]}` : `${head}-${small[rest]}`;
}
