import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CARD_BYTES,
  deriveTermKey,
  encodeReceptionName,
  encodeScopeIndex,
  limitOf,
  openCard,
  openPosting,
  parseReceptionName,
  parseScopeIndex,
  POSTING_BYTES,
  sealCard,
  sealPosting,
  termInput,
  type ReceptionName,
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
    secretName: ReceptionName;
    secret: string;
    sealed: string;
    posting?: { scope: string; cardKey: string };
  }[];
  cards: {
    name: string;
    cardKey: string;
    scope: string;
    secretName: ReceptionName;
    reception: string;
    sealed: string;
    text?: string;
  }[];
};
const vectors = readVectors('search-posting') as Vectors;
const random = counted('search');
const practice = id('practice');
const term = await deriveTermKey(practice, named('output', 64), 8);
const posting = { scope: id('patient'), cardKey: named('card key', 32) };

const reception = { name: 7, secret: named('reception', 32) };
const receptionOf = (name: ReceptionName) => named(name === 7 ? 'reception' : `reception ${String(name)}`, 32);
/** Returns one secret for its name, and throws for any other. */
const secretOf = (wanted: ReceptionName, secret: string) => (name: ReceptionName) => {
  expect(name).toBe(wanted);
  return hex(secret);
};

describe('vectors', () => {
  test.each(vectors.terms)('the input of $term is that of the vector', async ({ indexSecret, term: text, input }) => {
    expect(toHex(await termInput(hex(indexSecret), text))).toBe(input);
  });

  test.each(vectors.locators)('locator: $name', async ({ output, limit, locator }) => {
    const derived = deriveTermKey(vectors.practice, hex(output), limit as 8).then((key) => toHex(key.locator));
    expect(await outcome(derived)).toEqual(locator === undefined ? { code: 'argument_invalid' } : asked(locator));
  });

  test.each(vectors.postings)(
    'posting: $name',
    async ({ output, limit, secretName, secret, posting: expected, ...made }) => {
      const key = await deriveTermKey(vectors.practice, hex(output), limit);
      const opening = openPosting(key, secretOf(secretName, secret), hex(made.sealed));
      const opened = opening.then(({ scope, cardKey }) => ({ scope, cardKey: toHex(cardKey) }));
      expect(await outcome(opened)).toEqual(asked(expected));
    },
  );

  test.each(vectors.cards)('card: $name', async ({ cardKey, scope, secretName, reception: secret, sealed, text }) => {
    const place = { practice: vectors.practice, scope };
    const opened = openCard(hex(cardKey), place, secretOf(secretName, secret), hex(sealed)).then(toHex);
    expect(await outcome(opened)).toEqual(asked(text === undefined ? undefined : toHex(utf8(text))));
  });
});

describe('a term', () => {
  test('a term has another input under another index secret', async () => {
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
  test('a posting opens under its term and has a fixed size', async () => {
    const sealed = await sealPosting(term, posting, reception, random);
    expect(sealed.length).toBe(POSTING_BYTES);
    expect(await openPosting(term, receptionOf, sealed)).toEqual(posting);
    expect(await sealPosting(term, posting, reception, random)).not.toEqual(sealed);
  });

  test('a term has a different locator for each limit, and the locator states the limit', async () => {
    const other = await deriveTermKey(practice, named('output', 64), 20);
    expect([limitOf(term.locator), limitOf(other.locator)]).toEqual([8, 20]);
    expect(toHex(other.locator.slice(1))).not.toBe(toHex(term.locator.slice(1)));
    for (const locator of [new Uint8Array(16), term.locator.slice(1), Uint8Array.of(9, ...term.locator.slice(1))]) {
      expect(() => limitOf(locator)).toThrow(argumentInvalid);
    }
  });

  test('a posting does not open under another term, practice or limit, or altered or cut', async () => {
    const sealed = await sealPosting(term, posting, reception, random);
    const others = [
      await deriveTermKey(practice, named('other', 64), 8),
      await deriveTermKey(id('other'), named('output', 64), 8),
      await deriveTermKey(practice, named('output', 64), 20),
      { ...term, locator: flipped(term.locator, 15) },
      { ...term, indexId: 'search/x' },
    ];
    for (const other of others) await expect(openPosting(other, receptionOf, sealed)).rejects.toThrow(cannotOpen);
    for (let at = 0; at < sealed.length; at++) {
      await expect(openPosting(term, receptionOf, flipped(sealed, at))).rejects.toThrow(cannotOpen);
    }
    for (const length of [0, 27, 107])
      await expect(openPosting(term, receptionOf, sealed.slice(0, length))).rejects.toThrow(cannotOpen);
  });
});

describe('the secret of reception', () => {
  test('the secret of reception is named by an epoch or a batch, and no name is ambiguous', () => {
    for (const name of [1, 7, 0xffffffff, id('batch')])
      expect(parseReceptionName(encodeReceptionName(name))).toBe(name);
    expect(() => encodeReceptionName('a'.repeat(26))).toThrow(argumentInvalid);
    expect(() => parseReceptionName(new Uint8Array(16))).toThrow(cannotOpen);
  });

  test('a posting needs the secret of reception besides the evaluation of its term', async () => {
    const sealed = await sealPosting(term, posting, { name: id('batch'), secret: named('batch', 32) }, random);
    const asked: ReceptionName[] = [];
    const stranger = (name: ReceptionName) => {
      asked.push(name);
      return named('another', 32);
    };
    await expect(openPosting(term, stranger, sealed)).rejects.toThrow(cannotOpen);
    expect(asked).toEqual([id('batch')]);
  });
});

describe('a card', () => {
  const { scope, cardKey } = posting;
  const place = { practice, scope };
  const openWith = (sealed: Bytes) => openCard(cardKey, place, receptionOf, sealed);

  test('a card opens to the same text and has a fixed size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 256 }), async (drawn) => {
        const text = Uint8Array.from([...drawn.slice(0, -1), drawn.at(-1) === 0 ? 1 : (drawn.at(-1) ?? 1)]);
        const sealed = await sealCard(cardKey, place, reception, text, random);
        expect(sealed.length).toBe(CARD_BYTES);
        expect(await openWith(sealed)).toEqual(text);
      }),
      { numRuns: 30 },
    );
  });

  test('a card does not open for another patient, practice, key or epoch, or altered or cut', async () => {
    const sealed = await sealCard(cardKey, place, reception, utf8('{"name":"DUPONT"}'), random);
    const attempts = [
      openCard(cardKey, { practice, scope: id('other') }, receptionOf, sealed),
      openCard(cardKey, { practice: id('other'), scope }, receptionOf, sealed),
      openCard(flipped(cardKey, 0), place, receptionOf, sealed),
      openCard(cardKey, place, () => named('another role secret', 32), sealed),
      ...[0, 3, 10, 100, -1].map((at) => openWith(flipped(sealed, at))),
      openWith(sealed.slice(1)),
      openWith(new Uint8Array(0)),
    ];
    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toThrow(cannotOpen)));
    const missing = () => {
      throw new RangeError('unknown epoch');
    };
    await expect(openCard(cardKey, place, missing, sealed)).rejects.toThrow(RangeError);
  });

  test('a card that is empty or too long is not sealed', async () => {
    for (const text of [new Uint8Array(0), new Uint8Array(257).fill(1), Uint8Array.of(1, 0)]) {
      await expect(sealCard(cardKey, place, reception, text, random)).rejects.toThrow(argumentInvalid);
    }
    const text = utf8('x');
    await expect(
      sealCard(cardKey, place, { ...reception, secret: reception.secret.slice(1) }, text, random),
    ).rejects.toThrow(argumentInvalid);
    await expect(sealCard(cardKey.slice(1), place, reception, text, random)).rejects.toThrow(argumentInvalid);
  });
});

describe('the index of a scope', () => {
  const index = {
    cardKey: toBase64url(posting.cardKey),
    postings: [{ term: 'dupon|j', locator: toBase64url(term.locator) }],
  };

  test('parsing is the inverse of encoding the index of a scope', async () => {
    expect(await parseScopeIndex(encodeScopeIndex(index))).toEqual(index);
  });

  test('a malformed index of a scope is rejected', async () => {
    for (const text of ['', '{}', 'null', JSON.stringify({ ...index, more: 1 })]) {
      await expect(parseScopeIndex(utf8(text))).rejects.toThrow(cannotOpen);
    }
  });
});
