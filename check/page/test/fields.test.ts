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
  ])('the typed number %s is formatted as %s', (typed, shown) => {
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
  ])('the typed date %s is formatted as %s', (typed, shown) => {
    expect(birthDateField.format(typed)).toBe(shown);
  });

  test('formatting does not change the parsed value and is idempotent', () => {
    fc.assert(
      fc.property(nirText, (text) => {
        const shown = nirField.format(text);
        expect(nirField.format(shown)).toBe(shown);
        expect(parseNir(shown)).toEqual(parseNir(text));
      }),
    );
  });

  test('the caret stays after the same number of digits', () => {
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

describe('error messages of the form', () => {
  const today = '2026-11-22';
  const say = (field: typeof nirField, text: string) => {
    const read = field.read(text, fr, today);
    return read.ok ? read.value : read.message;
  };

  test('the error message for a number names the exact fault', () => {
    expect(say(nirField, '2 79 03 51 215 189 89')).toBe('2790351215189');
    expect(say(nirField, '2790351215189')).toBe('2790351215189');
    expect(say(nirField, '279035121518988')).toBe(fr.errors.nir_key);
    expect(say(nirField, '27903512151')).toBe(fr.errors.nir_short(4));
    expect(say(nirField, '27903512151898')).toBe(fr.errors.nir_half_key);
    expect(say(nirField, '2790351215189891')).toBe(fr.errors.nir_extra(1));
    expect(say(nirField, '2791951215189')).toBe(fr.errors.nir_month);
  });

  test('the error messages for a date and a code name the exact fault', () => {
    expect(say(birthDateField, '00/00/1950')).toBe('1950-00-00');
    expect(say(birthDateField, '29/02/1979')).toBe(fr.errors.birth_date_day);
    expect(say(codeField, 'ABC')).toBe(fr.errors.code_short(14));
    expect(say(codeField, 'U'.repeat(17))).toBe(fr.errors.code_characters);
  });
});

describe('the question of a form', () => {
  const values = { nir: '2790351215189', birthDate: '1979-03-28' };
  test('the question is the number with its date, and also without it if such entries exist', () => {
    expect(identifiersOf('nir', values, false)).toEqual(['2790351215189/1979-03-28']);
    expect(identifiersOf('nir', values, true)).toEqual(['2790351215189/1979-03-28', '2790351215189/']);
  });

  test('an incomplete form gives no question', () => {
    expect(() => identifiersOf('nir', { nir: '2790351215189', birthDate: 'x' }, false)).toThrow(RangeError);
    expect(() => identifiersOf('nir', {}, true)).toThrow(RangeError);
    expect(() => identifiersOf('person', { family: 'MARTIN' }, false)).toThrow(RangeError);
  });
});
