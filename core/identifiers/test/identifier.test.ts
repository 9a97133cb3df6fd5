import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  formatCode,
  nirIdentifier,
  parseBirthDate,
  parseCode,
  parseEmail,
  parseNir,
  parsePersonName,
  parsePhone,
  personIdentifier,
  personIdentifiers,
  type BirthDateOptions,
  type Parsed,
  type PhoneRegion,
} from '../src/index.ts';

type Typed =
  | { kind: 'nir'; typed: { nir: string; birthDate?: string } }
  | { kind: 'person'; typed: { family: string; given: string; birthDate: string } }
  | { kind: 'email'; typed: { email: string } }
  | { kind: 'phone'; typed: { phone: string; region: PhoneRegion } }
  | { kind: 'code'; typed: { code: string } };
const { birthDateOptions, identifiers, notIdentifiers } = JSON.parse(
  readFileSync(new URL('../../../vectors/identifiers.json', import.meta.url), 'utf8'),
) as {
  birthDateOptions: BirthDateOptions;
  identifiers: (Typed & { identifier: string; bytes?: string })[];
  notIdentifiers: (Typed & { code: string })[];
};

/** The value; throws an error with the code otherwise. */
function need<T>(parsed: Parsed<T, string>): T {
  if (!parsed.ok) throw new Error(parsed.code);
  return parsed.value;
}

function identifierOf({ kind, typed }: Typed): string {
  const date = (text: string) => need(parseBirthDate(text, birthDateOptions)).canonical;
  switch (kind) {
    case 'nir':
      return nirIdentifier(
        need(parseNir(typed.nir)).canonical,
        typed.birthDate === undefined ? '' : date(typed.birthDate),
      );
    case 'person':
      return personIdentifier(
        need(parsePersonName(typed.family)),
        need(parsePersonName(typed.given)),
        date(typed.birthDate),
      );
    case 'email':
      return need(parseEmail(typed.email));
    case 'phone':
      return need(parsePhone(typed.phone, typed.region));
    case 'code':
      return formatCode(need(parseCode(typed.code)));
  }
}

describe('the identifiers of vectors/identifiers.json', () => {
  test.each(identifiers)('$typed gives $identifier', (vector) => {
    expect(identifierOf(vector)).toBe(vector.identifier);
  });

  test.each(identifiers.filter(({ bytes }) => bytes !== undefined))(
    'formats $bytes as the code $identifier',
    (vector) => {
      expect(formatCode(Buffer.from(vector.bytes ?? '', 'hex'))).toBe(vector.identifier);
    },
  );

  test.each(notIdentifiers)('$typed gives no identifier: $code', (vector) => {
    expect(() => identifierOf(vector)).toThrow(new Error(vector.code));
  });
});

describe('nirIdentifier', () => {
  test('joins the number without its key and the birth date', () => {
    expect(nirIdentifier('2790351215189', '1979-03-28')).toBe('2790351215189/1979-03-28');
    expect(nirIdentifier('255082A168025', '1955-00-00')).toBe('255082A168025/1955-00-00');
    expect(nirIdentifier('255082A168025', '')).toBe('255082A168025/');
  });

  test.each([
    ['279035121518989', '1979-03-28'],
    ['255082a168025', '1979-03-28'],
    ['', '1979-03-28'],
    ['2790351215189', '28/03/1979'],
    ['2790351215189', '1979-3-28'],
    ['2790351215189/', ''],
  ])('rejects %s with %s, which no lookup would match', (nir13, birthDate) => {
    expect(() => nirIdentifier(nir13, birthDate)).toThrow(RangeError);
  });
});

describe('personIdentifier', () => {
  test('joins the canonical family name, given name and birth date', () => {
    expect(personIdentifier('DELATOUR', 'ANNE', '1979-03-28')).toBe('DELATOUR/ANNE/1979-03-28');
  });

  test.each([
    ['de la Tour', 'ANNE', '1979-03-28'],
    ['delatour', 'ANNE', '1979-03-28'],
    ['DELATOUR', '', '1979-03-28'],
    ['DELATOUR', 'ANNE/SOPHIE', '1979-03-28'],
    ['DELATOUR', 'ANNE', ''],
  ])('refuses %s, %s, %s', (family, given, birthDate) => {
    expect(() => personIdentifier(family, given, birthDate)).toThrow(RangeError);
  });

  test('personIdentifiers returns an identifier for each form of a name', () => {
    expect(personIdentifiers({ birthName: 'Martin', usedName: 'Dupont', given: 'Anne' }, '1979-03-28')).toEqual([
      personIdentifier('MARTIN', 'ANNE', '1979-03-28'),
      personIdentifier('DUPONT', 'ANNE', '1979-03-28'),
    ]);
    expect(() => personIdentifiers({ birthName: 'Martin', given: 'Anne' }, '')).toThrow(RangeError);
  });
});

describe('parseBirthDate options', () => {
  test('the two-digit year pivot is the last one read as 20yy', () => {
    const today = '2026-11-22';
    expect(parseBirthDate('01/02/10', { twoDigitYearPivot: 10, today })).toMatchObject({
      value: { canonical: '2010-02-01' },
    });
    expect(parseBirthDate('01/02/10', { twoDigitYearPivot: 9, today })).toMatchObject({
      value: { canonical: '1910-02-01' },
    });
  });

  test('the option today is the last accepted birth date', () => {
    expect(parseBirthDate('22/11/2026', { twoDigitYearPivot: 26, today: '2026-11-22' }).ok).toBe(true);
    expect(parseBirthDate('22/11/2026', { twoDigitYearPivot: 26, today: '2026-11-21' })).toEqual({
      ok: false,
      code: 'birth_date_future',
    });
  });

  test('lunar is true when a part of the date is unknown', () => {
    const options = { twoDigitYearPivot: 26, today: '2026-11-22' };
    expect(parseBirthDate('00/00/1950', options)).toMatchObject({ value: { lunar: true } });
    expect(parseBirthDate('01/01/1950', options)).toMatchObject({ value: { lunar: false } });
  });
});

test.each([0, 9, 11])('formatCode rejects %i bytes', (length) => {
  expect(() => formatCode(new Uint8Array(length))).toThrow(RangeError);
});
