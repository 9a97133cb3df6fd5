import { describe, expect, test } from 'vitest';
import { nirKey, parseIns, parseNir } from '../src/index.ts';

describe('parseNir', () => {
  test('returns the fields of a NIR', () => {
    expect(parseNir('2 55 08 2a 168 025 97')).toEqual({
      ok: true,
      value: {
        canonical: '255082A168025',
        key: 97,
        keyGiven: true,
        sex: 'female',
        provisional: false,
        year: 55,
        month: 8,
        place: '2A168',
        order: '025',
      },
    });
  });

  test.each([
    ['1850675056012', 'male', false],
    ['2850675056012', 'female', false],
    ['3850675056012', 'male', true],
    ['4850675056012', 'female', true],
    ['7850675056012', 'male', true],
    ['8850675056012', 'female', true],
  ])('%s is %s, provisional %s', (text, sex, provisional) => {
    expect(parseNir(text)).toMatchObject({ value: { sex, provisional } });
  });

  test.each([
    ['12', 12],
    ['20', null],
    ['30', null],
    ['42', null],
    ['50', null],
    ['99', null],
  ])('month code %s is month %s', (code, month) => {
    expect(parseNir(`185${code}75056012`)).toMatchObject({ ok: true, value: { month } });
  });

  test.each(['00', '13', '19', '21', '29', '43', '49'])('month code %s does not exist', (code) => {
    expect(parseNir(`185${code}75056012`)).toEqual({ ok: false, code: 'nir_month' });
  });

  test.each(['01001', '2A004', '2B033', '20004', '91001', '95990', '96001', '97411', '98818', '99100'])(
    'place %s is kept',
    (place) => {
      expect(parseNir(`18506${place}012`)).toMatchObject({ ok: true, value: { place } });
    },
  );

  test.each(['00001', '75000', '2A000', '99000', '97400', '98800'])('place %s does not exist', (place) => {
    expect(parseNir(`18506${place}012`)).toEqual({ ok: false, code: 'nir_place' });
  });

  test('accepts letters typed for digits only if the key confirms them', () => {
    expect(parseNir('I78O599330l0817')).toEqual(parseNir('178059933010817'));
    expect(parseNir('I78O599330l0818')).toEqual({ ok: false, code: 'nir_characters' });
    expect(parseNir('I78O599330l08')).toEqual({ ok: false, code: 'nir_characters' });
  });

  test('accepts a key without its leading zero only if it is the right key', () => {
    expect(parseNir('18506750560249')).toEqual(parseNir('185067505602409'));
    expect(parseNir('18506750560248')).toEqual({ ok: false, code: 'nir_length' });
    expect(parseNir('17805993301081')).toEqual({ ok: false, code: 'nir_length' });
  });

  test('restores a final zero that a double dropped only if the key confirms it', () => {
    expect(parseNir('1.8506750560033E14')).toEqual(parseNir('185067505600330'));
    expect(parseNir('1.8506750560034E14')).toEqual({ ok: false, code: 'nir_spreadsheet_rounded' });
  });

  test('does not merge different numbers', () => {
    const canonicals = ['255082A168025', '255082B168025', '2550820168025', '1550820168025', '7550820168025'].map(
      (text) => {
        const parsed = parseNir(text);
        return parsed.ok ? parsed.value.canonical : parsed.code;
      },
    );
    expect(new Set(canonicals).size).toBe(5);
  });

  test.each(Array.from({ length: 15 }, (_, at) => at))('detects one wrong digit at position %i', (at) => {
    const right = '178059933010817';
    const wrong = Array.from({ length: 9 }, (_, step) => (Number(right[at]) + step + 1) % 10).map(
      (digit) => `${right.slice(0, at)}${digit}${right.slice(at + 1)}`,
    );
    expect(wrong.filter((text) => parseNir(text).ok)).toEqual([]);
  });
});

describe('nirKey', () => {
  test('computes the key with 2A read as 19 and 2B as 18', () => {
    expect(nirKey('255082A168025')).toBe(nirKey('2550819168025'));
    expect(nirKey('278062B045003')).toBe(nirKey('2780618045003'));
  });

  test.each(['', '178059933010', '178059933010817', '25508A2168025', '255082a168025'])('refuses %s', (text) => {
    expect(() => nirKey(text)).toThrow(RangeError);
    expect(() => nirKey(text)).toThrow(`(${text.length} characters)`);
  });
});

describe('parseIns', () => {
  test('accepts a wrong key, with a warning, only on test and demonstration identities', () => {
    for (const [oid, nature] of [
      ['1.2.250.1.213.1.4.10', 'test'],
      ['1.2.250.1.213.1.4.11', 'demo'],
    ] as const) {
      expect(parseIns('276059205062865', oid)).toMatchObject({ ok: true, value: { nature, warning: 'ins_key' } });
      expect(parseIns('279035121518989', oid)).toMatchObject({ ok: true, value: { nature, warning: null } });
    }
    expect(parseIns('276059205062865', '1.2.250.1.213.1.4.8')).toEqual({ ok: false, code: 'nir_key' });
    expect(parseIns('276059205062865', '1.2.250.1.213.1.4.9')).toEqual({ ok: false, code: 'nir_key' });
  });

  test('rejects every other fault under any authority', () => {
    expect(parseIns('579035121518989', '1.2.250.1.213.1.4.10')).toEqual({ ok: false, code: 'nir_sex' });
  });
});
