import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  cardBytes,
  decodeCard,
  encodeCard,
  foldName,
  planSearch,
  soundOf,
  termsOf,
  type Card,
  type SearchTraits,
} from '../src/index.ts';

function vectors(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${file}`, import.meta.url), 'utf8'));
}

const terms = vectors('search-terms.json') as {
  successes: { about: string; traits: Partial<SearchTraits>; terms: string[] }[];
  failures: { about: string; traits: Partial<SearchTraits>; terms: string[] }[];
  sounds: { names: [string, string]; code: string }[];
  otherSounds: { names: [string, string]; codes: [string, string] }[];
};
const typed = vectors('typed-search.json') as {
  today: string;
  successes: { typed: string; terms: string[] }[];
  failures: { typed: string; code: string; withoutGivenName?: string[] }[];
};
const cards = vectors('card.json') as {
  successes: { about: string; card: Card; bytes: string }[];
  failures: { about: string; bytes: string; code: string }[];
  unencodable: { about: string; card: Card; code: string }[];
};

const unknown: SearchTraits = {
  birthFamilyName: null,
  usedFamilyName: null,
  birthGivenNames: [],
  usedGivenName: null,
  birthDate: null,
  ins: null,
  billingNir: null,
  phones: [],
  localId: null,
};
const sound = (name: string): string => soundOf(foldName(name));

describe('vectors/search-terms.json', () => {
  test.each([...terms.successes, ...terms.failures])('$about', ({ traits, terms: expected }) => {
    const found = termsOf({ ...unknown, ...traits });
    expect(found.map(({ text }) => text)).toEqual(expected);
    for (const { kind, text, limit } of found) {
      expect(text.startsWith(`${kind}|`)).toBe(true);
      expect(limit).toBe(['ins', 'phone', 'birth'].includes(kind) ? 20 : 8);
    }
  });

  test.each(terms.sounds)('$names sound alike', ({ names, code }) => {
    expect(names.map(sound)).toEqual([code, code]);
  });

  test.each(terms.otherSounds)('$names do not sound alike', ({ names, codes }) => {
    expect(names.map(sound)).toEqual(codes);
    expect(codes[0]).not.toBe(codes[1]);
  });
});

describe('vectors/typed-search.json', () => {
  test.each(typed.successes)('$typed', ({ typed: text, terms: expected }) => {
    const plan = planSearch(text, typed.today);
    expect(plan.ok && plan.value.terms.map((term) => term.text)).toEqual(expected);
  });

  test.each(typed.failures)('$typed is rejected', ({ typed: text, code, withoutGivenName = null }) => {
    const plan = planSearch(text, typed.today);
    expect(plan).toMatchObject({ ok: false, code });
    const rest = plan.ok ? null : plan.withoutGivenName;
    expect(rest === null ? null : rest.terms.map((term) => term.text)).toEqual(withoutGivenName);
  });
});

describe('vectors/card.json', () => {
  test.each(cards.successes)('$about', ({ card, bytes }) => {
    expect(Buffer.from(encodeCard(card)).toString('hex')).toBe(bytes);
    expect(decodeCard(Buffer.from(bytes, 'hex'))).toEqual(card);
    expect(decodeCard(Buffer.from(bytes.padEnd(2 * cardBytes, '0'), 'hex'))).toEqual(card);
  });

  test.each(cards.failures)('$about is rejected', ({ bytes, code }) => {
    expect(() => decodeCard(Buffer.from(bytes, 'hex'))).toThrow(expect.objectContaining({ code }));
  });

  test.each(cards.unencodable)('$about is not encoded', ({ card, code }) => {
    expect(() => encodeCard(card)).toThrow(expect.objectContaining({ code }));
  });
});
