import { parseNir } from '@etanche/core-identifiers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { birthDateField } from '../page/fields/birth-date.ts';
import { codeField } from '../page/fields/code.ts';
import { moveCaret } from '../page/fields/group.ts';
import { identifiersOf } from '../page/fields/kind-fields.ts';
import { nirField } from '../page/fields/nir.ts';
import { fr } from '../page/text/fr.ts';

const nirText = fc.stringMatching(/^[0-9AB ]{0,22}$/);

describe('regrouping', () => {
  test.each([
    ['2', '2'],
    ['27', '2 7'],
    ['279035121518989', '2 79 03 51 215 189 89'],
    ['255082a16802597', '2 55 08 2A 168 025 97'],
    ['2.79.03.51', '2 79 03 51'],
    ['27903512151898912', '2 79 03 51 215 189 89 12'],
    ['279x', '279x'],
  ])('a number: %s becomes %s', (typed, shown) => {
    expect(nirField.format(typed)).toBe(shown);
  });

  test.each([
    ['2', '2'],
    ['28', '28'],
    ['280', '28/0'],
    ['28/0', '28/0'],
    ['2803', '28/03'],
    ['28/03/', '28/03/'],
    ['28031979', '28/03/1979'],
    ['28/3/1979', '28/3/1979'],
    ['28 mars 1979', '28 mars 1979'],
  ])('a date: %s becomes %s', (typed, shown) => {
    expect(birthDateField.format(typed)).toBe(shown);
  });

  test('never changes what a parser reads, and done twice is done once', () => {
    fc.assert(
      fc.property(nirText, (text) => {
        const shown = nirField.format(text);
        expect(nirField.format(shown)).toBe(shown);
        expect(parseNir(shown)).toEqual(parseNir(text));
      }),
    );
  });

  test('keeps as many digits before the caret as there were', () => {
    const digits = (text: string) => text.replace(/[^0-9AB]/g, '').length;
    fc.assert(
      fc.property(nirText, fc.nat(22), (text, at) => {
        const caret = Math.min(at, text.length);
        const shown = nirField.format(text);
        const moved = moveCaret(text, caret, shown, nirField.significant);
        expect(digits(shown.slice(0, moved))).toBe(digits(text.slice(0, caret)));
      }),
    );
  });
});

describe('what is wrong is told exactly', () => {
  const today = '2026-11-22';
  const say = (field: typeof nirField, text: string) => {
    const read = field.read(text, fr, today);
    return read.ok ? read.value : read.message;
  };

  test('of a number', () => {
    expect(say(nirField, '2 79 03 51 215 189 89')).toBe('2790351215189');
    expect(say(nirField, '2790351215189')).toBe('2790351215189');
    expect(say(nirField, '279035121518988')).toBe(fr.errors.nir_key);
    expect(say(nirField, '27903512151')).toBe(fr.errors.nir_short(4));
    expect(say(nirField, '27903512151898')).toBe(fr.errors.nir_half_key);
    expect(say(nirField, '2790351215189891')).toBe(fr.errors.nir_extra(1));
    expect(say(nirField, '2791951215189')).toBe(fr.errors.nir_month);
  });

  test('of a date and a code', () => {
    expect(say(birthDateField, '00/00/1950')).toBe('1950-00-00');
    expect(say(birthDateField, '29/02/1979')).toBe(fr.errors.birth_date_day);
    expect(say(codeField, 'ABC')).toBe(fr.errors.code_short(14));
    expect(say(codeField, 'U'.repeat(17))).toBe(fr.errors.code_characters);
  });
});

describe('what is asked', () => {
  const values = { nir: '2790351215189', birthDate: '1979-03-28' };
  test('is the number with its date, and both where entries without a date exist', () => {
    expect(identifiersOf('nir', values, false)).toEqual(['2790351215189/1979-03-28']);
    expect(identifiersOf('nir', values, true)).toEqual(['2790351215189/1979-03-28', '2790351215189/']);
  });

  test('is never an incomplete form', () => {
    expect(() => identifiersOf('nir', { nir: '2790351215189', birthDate: 'x' }, false)).toThrow(RangeError);
    expect(() => identifiersOf('nir', {}, true)).toThrow(RangeError);
    expect(() => identifiersOf('person', { family: 'MARTIN' }, false)).toThrow(RangeError);
  });
});
