import { toBase64url, utf8, type Bytes } from '@etanche/core-protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CARD_BYTES,
  deriveTermKey,
  encodeScopeIndex,
  limitOf,
  openCard,
  openPosting,
  parseScopeIndex,
  POSTING_BYTES,
  sealCard,
  sealPosting,
  termInput,
} from '../src/index.ts';
import {
  argumentInvalid,
  asked,
  cannotOpen,
  counted,
  flipped,
  hex,
  id,
  named,
  outcome,
  readVectors,
  toHex,
} from './fixtures.ts';

type Vectors = {
  practice: string;
  terms: { indexSecret: string; term: string; input: string }[];
  locators: { name: string; output: string; limit: number; locator?: string }[];
  postings: {
    name: string;
    output: string;
    limit: 8 | 20;
    sealed: string;
    posting?: { scope: string; cardKey: string };
  }[];
  cards: { name: string; cardKey: string; scope: string; reception: string; sealed: string; text?: string }[];
};
const vectors = readVectors('search-posting') as Vectors;
const random = counted('search');
const practice = id('practice');
const term = await deriveTermKey(practice, named('output', 64), 8);
const posting = { scope: id('patient'), cardKey: named('card key', 32) };

describe('vectors', () => {
  test.each(vectors.terms)('input of $term', async ({ indexSecret, term: text, input }) => {
    expect(toHex(await termInput(hex(indexSecret), text))).toBe(input);
  });

  test.each(vectors.locators)('locator: $name', async ({ output, limit, locator }) => {
    const derived = deriveTermKey(vectors.practice, hex(output), limit as 8).then((key) => toHex(key.locator));
    expect(await outcome(derived)).toEqual(locator === undefined ? { code: 'argument_invalid' } : asked(locator));
  });

  test.each(vectors.postings)('posting: $name', async ({ output, limit, sealed, posting: expected }) => {
    const key = await deriveTermKey(vectors.practice, hex(output), limit);
    const opened = openPosting(key, hex(sealed)).then(({ scope, cardKey }) => ({ scope, cardKey: toHex(cardKey) }));
    expect(await outcome(opened)).toEqual(asked(expected));
  });

  test.each(vectors.cards)('card: $name', async ({ cardKey, scope, reception: secret, sealed, text }) => {
    const place = { practice: vectors.practice, scope };
    const opened = openCard(hex(cardKey), place, () => hex(secret), hex(sealed)).then(toHex);
    expect(await outcome(opened)).toEqual(asked(text === undefined ? undefined : toHex(utf8(text))));
  });
});

describe('a term', () => {
  test('has another input under another secret', async () => {
    const inputs = await Promise.all([
      termInput(named('a', 32), 'dupon|j'),
      termInput(named('b', 32), 'dupon|j'),
      termInput(named('a', 32), 'dupon|i'),
    ]);
    expect(new Set(inputs.map(toHex)).size).toBe(3);
    await expect(termInput(new Uint8Array(31), 'x')).rejects.toThrow(argumentInvalid);
  });
});

describe('a posting', () => {
  test('opens under its term, in one size', async () => {
    const sealed = await sealPosting(term, posting, random);
    expect(sealed.length).toBe(POSTING_BYTES);
    expect(await openPosting(term, sealed)).toEqual(posting);
    expect(await sealPosting(term, posting, random)).not.toEqual(sealed);
  });

  test('of one term lies at another place for each limit, which its locator states', async () => {
    const other = await deriveTermKey(practice, named('output', 64), 20);
    expect([limitOf(term.locator), limitOf(other.locator)]).toEqual([8, 20]);
    expect(toHex(other.locator.slice(1))).not.toBe(toHex(term.locator.slice(1)));
    for (const locator of [new Uint8Array(16), term.locator.slice(1), Uint8Array.of(9, ...term.locator.slice(1))]) {
      expect(() => limitOf(locator)).toThrow(argumentInvalid);
    }
  });

  test('does not open under another term, practice or limit, altered or cut', async () => {
    const sealed = await sealPosting(term, posting, random);
    const others = [
      await deriveTermKey(practice, named('other', 64), 8),
      await deriveTermKey(id('other'), named('output', 64), 8),
      await deriveTermKey(practice, named('output', 64), 20),
      { ...term, locator: flipped(term.locator, 15) },
      { ...term, indexId: 'search/x' },
    ];
    for (const other of others) await expect(openPosting(other, sealed)).rejects.toThrow(cannotOpen);
    for (let at = 0; at < sealed.length; at++) {
      await expect(openPosting(term, flipped(sealed, at))).rejects.toThrow(cannotOpen);
    }
    for (const length of [0, 27, 75])
      await expect(openPosting(term, sealed.slice(0, length))).rejects.toThrow(cannotOpen);
  });
});

describe('a card', () => {
  const { scope, cardKey } = posting;
  const place = { practice, scope, epoch: 7 };
  const secret = named('reception', 32);
  const secretIn = (epoch: number) => named(epoch === 7 ? 'reception' : `reception ${String(epoch)}`, 32);
  const openWith = (sealed: Bytes) => openCard(cardKey, place, secretIn, sealed);

  test('comes back, in one size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 256 }), async (drawn) => {
        const text = Uint8Array.from([...drawn.slice(0, -1), drawn.at(-1) === 0 ? 1 : (drawn.at(-1) ?? 1)]);
        const sealed = await sealCard(cardKey, place, secret, text, random);
        expect(sealed.length).toBe(CARD_BYTES);
        expect(await openWith(sealed)).toEqual(text);
      }),
      { numRuns: 30 },
    );
  });

  test('of another patient, practice, key or epoch, altered or cut does not open', async () => {
    const sealed = await sealCard(cardKey, place, secret, utf8('{"name":"DUPONT"}'), random);
    const attempts = [
      openCard(cardKey, { practice, scope: id('other') }, secretIn, sealed),
      openCard(cardKey, { practice: id('other'), scope }, secretIn, sealed),
      openCard(flipped(cardKey, 0), place, secretIn, sealed),
      openCard(cardKey, place, () => named('another role secret', 32), sealed),
      ...[0, 3, 10, 100, -1].map((at) => openWith(flipped(sealed, at))),
      openWith(sealed.slice(1)),
      openWith(new Uint8Array(0)),
    ];
    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toThrow(cannotOpen)));
    const missing = () => {
      throw new RangeError('no such epoch');
    };
    await expect(openCard(cardKey, place, missing, sealed)).rejects.toThrow(RangeError);
  });

  test('that does not fit is not sealed', async () => {
    for (const text of [new Uint8Array(0), new Uint8Array(257).fill(1), Uint8Array.of(1, 0)]) {
      await expect(sealCard(cardKey, place, secret, text, random)).rejects.toThrow(argumentInvalid);
    }
    const text = utf8('x');
    await expect(sealCard(cardKey, place, secret.slice(1), text, random)).rejects.toThrow(argumentInvalid);
    await expect(sealCard(cardKey.slice(1), place, secret, text, random)).rejects.toThrow(argumentInvalid);
  });
});

describe('the index of a scope', () => {
  const index = {
    cardKey: toBase64url(posting.cardKey),
    postings: [{ term: 'dupon|j', locator: toBase64url(term.locator) }],
  };

  test('comes back', async () => {
    expect(await parseScopeIndex(encodeScopeIndex(index))).toEqual(index);
  });

  test('that is malformed is refused', async () => {
    for (const text of ['', '{}', 'null', JSON.stringify({ ...index, more: 1 })]) {
      await expect(parseScopeIndex(utf8(text))).rejects.toThrow(cannotOpen);
    }
  });
});
