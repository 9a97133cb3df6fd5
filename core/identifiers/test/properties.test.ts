import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlainBirthDate } from '../src/birth-date/birth-date.ts';
import { parseBirthDateCarefully } from '../src/birth-date/birth-date-careful.ts';
import { parsePlainEmail } from '../src/email/email.ts';
import { parseEmailCarefully } from '../src/email/email-careful.ts';
import {
  formatCode,
  nameForms,
  nirKey,
  parseBirthDate,
  parseCode,
  parseEmail,
  parseIns,
  parseNir,
  parsePersonName,
  parsePhone,
  splitEmails,
  splitPhones,
  type Parsed,
} from '../src/index.ts';
import { parsePlainNir } from '../src/nir/nir.ts';
import { parseNirCarefully } from '../src/nir/nir-careful.ts';
import { parseNameCarefully, parsePlainName } from '../src/name/person-name.ts';
import { parsePlainPhone } from '../src/phone/phone.ts';
import { parsePhoneCarefully } from '../src/phone/phone-careful.ts';

const dates = { twoDigitYearPivot: 26, today: '2026-11-22' };
const regions = fc.constantFrom('FR', 'GP', 'RE', 'PM', 'NC', 'PF', 'WF');
const wild = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.stringMatching(/^[-0-9 +().,/:;@'"EeTZABOIloabà<>_?]{0,40}$/),
);

const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((text) => text.replace(/\P{L}/gu, 'a'));
const likely = fc.oneof(
  letters,
  fc.tuple(letters, letters).map((parts) => `${parts.join('@')}.fr`),
  fc.stringMatching(/^(\+?[1-9]\d{6,14}|0\d{9}|[12]\d{12})$/),
  fc.stringMatching(/^[0-3]?\d[/. -][01]?\d[/. -](19|20)?\d\d$/),
  fc.stringMatching(/^[0-9A-Z]{17}$/),
);

const padded = (max: number, length: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(length, '0'));
const canonicalNir = fc
  .tuple(
    fc.constantFrom('1', '2', '3', '4', '7', '8'),
    padded(99, 2),
    fc.constantFrom('01', '07', '12', '20', '30', '42', '50', '99'),
    fc.constantFrom('01001', '2A004', '2B999', '20004', '75056', '97411', '98818', '99352'),
    fc.integer({ min: 1, max: 999 }).map((order) => String(order).padStart(3, '0')),
  )
  .map((fields) => fields.join(''));
const nearNir = fc.tuple(padded(9_999_999_999_999, 13), fc.constantFrom('', '00', '17', 'key')).map(([body, end]) => {
  return end === 'key' ? body + String(nirKey(body)).padStart(2, '0') : body + end;
});

/** Every parser as text to text. */
const parsers: Record<string, (text: string) => Parsed<string, string>> = {
  nir: (text) => toText(parseNir(text), (nir) => nir.canonical),
  phoneFR: (text) => parsePhone(text, 'FR'),
  phoneNC: (text) => parsePhone(text, 'NC'),
  email: parseEmail,
  birthDate: (text) => toText(parseBirthDate(text, dates), (date) => date.canonical),
  personName: parsePersonName,
  code: (text) => toText(parseCode(text), formatCode),
};

function toText<T>(parsed: Parsed<T, string>, format: (value: T) => string): Parsed<string, string> {
  return parsed.ok ? { ok: true, value: format(parsed.value) } : parsed;
}

describe.each(Object.entries(parsers))('%s', (_, parse) => {
  test('parses any text without throwing, and its canonical forms are fixed points', () => {
    fc.assert(
      fc.property(fc.oneof(wild, likely), (text) => {
        const parsed = parse(text);
        expect(parsed.ok || /^[a-z]+(?:_[a-z]+)+$/.test(parsed.code)).toBe(true);
        expect(parsed.ok ? parse(parsed.value) : parsed).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });

  test('rejects a megabyte of any text without parsing it', () => {
    for (const unit of ['0', ' ', 'a', 'é', '-', '(', '\u200b', "'", 'a@', '1,']) {
      expect(parse(unit.repeat(1_000_000 / unit.length))).toMatchObject({ ok: false, code: /_too_long$/ });
    }
  });
});

describe('the plain parser agrees with the careful one', () => {
  test('nir', () => {
    fc.assert(
      fc.property(fc.oneof(wild, nearNir, canonicalNir), (text) => {
        const plain = parsePlainNir(text);
        const careful = parseNirCarefully(text);
        expect(plain === null ? careful : { ok: true, value: plain }).toEqual(careful);
      }),
      { numRuns: 3000 },
    );
  });

  test('phone', () => {
    fc.assert(
      fc.property(fc.oneof(wild, fc.stringMatching(/^0\d{9}$/)), regions, (text, region) => {
        const careful = parsePhoneCarefully(text, region);
        expect(parsePlainPhone(text) ?? careful).toEqual(careful);
      }),
      { numRuns: 2000 },
    );
  });

  test('e-mail', () => {
    const near = fc.stringMatching(/^[a-zA-Z0-9._-]{1,70}@[a-zé0-9-]{1,70}\.[a-z0-9.]{1,30}$/);
    fc.assert(
      fc.property(fc.oneof(wild, near), (text) => {
        const careful = parseEmailCarefully(text);
        expect(parsePlainEmail(text) ?? careful).toEqual(careful);
      }),
      { numRuns: 2000 },
    );
  });

  test('birth date', () => {
    const near = fc.oneof(
      fc.stringMatching(/^[0-3]\d\/[01]\d\/(18|19|20)\d\d$/),
      fc.stringMatching(/^(18|19|20)\d\d-[01]\d-[0-3]\d$/),
    );
    fc.assert(
      fc.property(fc.oneof(wild, near), (text) => {
        const careful = parseBirthDateCarefully(text, dates);
        expect(parsePlainBirthDate(text, dates.today) ?? careful).toEqual(careful);
      }),
      { numRuns: 3000 },
    );
  });

  test('person name', () => {
    fc.assert(
      fc.property(fc.oneof(wild, fc.stringMatching(/^[A-Za-z]{1,210}$/)), (text) => {
        const careful = parseNameCarefully(text);
        expect(parsePlainName(text) ?? careful).toEqual(careful);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('inverses', () => {
  test('a NIR with its key is read back with any spacing', () => {
    fc.assert(
      fc.property(canonicalNir, fc.constantFrom('', ' ', '.', '-', '\u00a0'), fc.boolean(), (nir, gap, keyGiven) => {
        const key = nirKey(nir);
        const groups = [nir.slice(0, 1), nir.slice(1, 3), nir.slice(3, 5), nir.slice(5, 7), nir.slice(7)];
        const text = [...groups, ...(keyGiven ? [String(key).padStart(2, '0')] : [])].join(gap).toLowerCase();
        expect(parseNir(text)).toMatchObject({ ok: true, value: { canonical: nir, key, keyGiven } });
      }),
    );
  });

  test('every date is read back from every order of day, month and year', () => {
    const day = fc.date({ min: new Date('1880-01-01'), max: new Date('2026-11-22'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year = '', month = '', dayOfMonth = ''] = iso.split('-');
        const spellings = [iso, `${dayOfMonth}/${month}/${year}`, year + month + dayOfMonth, dayOfMonth + month + year];
        const canonicals = spellings.map((text) => parsers['birthDate']?.(text));
        expect(canonicals).toEqual(spellings.map(() => ({ ok: true, value: iso })));
      }),
    );
  });

  test('a letter code is read back, and one wrong or swapped symbol is detected', () => {
    const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
    const position = fc.integer({ min: 0, max: 16 });
    fc.assert(
      fc.property(bytes, position, fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]$/), (code, at, symbol) => {
        const text = formatCode(code).replaceAll('-', '');
        expect(parseCode(text)).toEqual({ ok: true, value: code });
        const altered = text.slice(0, at) + symbol + text.slice(at + 1);
        expect(altered === text || !parseCode(altered).ok).toBe(true);
        const exchanged =
          text.slice(0, at) +
          text
            .slice(at, at + 2)
            .split('')
            .reverse()
            .join('') +
          text.slice(at + 2);
        expect(exchanged === text || !parseCode(exchanged).ok).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test('a cell of any text yields at least one piece unless it is blank, and no splitter throws', () => {
  fc.assert(
    fc.property(wild, (text) => {
      expect(splitPhones(text).length > 0).toBe(text.trim() !== '');
      expect(splitEmails(text).length > 0).toBe(text.trim() !== '');
      expect(parseIns(text, text).ok).toBe(false);
      expect(nameForms({ birthName: text, given: text })).toEqual(expect.any(Array));
    }),
    { numRuns: 2000 },
  );
});
