import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkInteractions,
  MedicinesError,
  openThesaurus,
  packThesaurus,
  readThesaurus,
  unpackThesaurus,
  type ThesaurusFile,
} from '@etanche/records-medicines';

const file = {
  format: 'etanche-interactions 1',
  name: 'Thésaurus d’essai',
  date: '2026-03-01',
  source: 'essai',
  classes: { 'anti-inflammatoires non stéroïdiens': ['ibuprofène', 'kétoprofène'] },
  interactions: [
    {
      a: 'méthotrexate',
      b: 'anti-inflammatoires non stéroïdiens',
      level: 'association déconseillée',
      risk: 'toxicité',
    },
    { a: 'ibuprofène', b: 'méthotrexate', level: 'à prendre en compte', risk: 'essai', conduct: 'surveiller' },
    { a: 'colchicine', b: 'clarithromycine', level: 'contre-indication', risk: 'toxicité' },
  ],
};
const one = { a: 'a', b: 'b', level: 'contre-indication', risk: '' };
const read = readThesaurus(JSON.stringify(file));

describe('interactions', () => {
  const thesaurus = openThesaurus(read);

  test('are answered with the most serious level, in both directions, and through a class', () => {
    for (const [ours, theirs] of [
      ['IBUPROFÈNE', 'MÉTHOTREXATE'],
      ['MÉTHOTREXATE', 'IBUPROFÈNE'],
    ] as const) {
      const answer = checkInteractions(thesaurus, [ours], [theirs]);
      expect(answer).toMatchObject({ answer: 'interaction', level: 'association déconseillée', date: '2026-03-01' });
      expect(answer).toMatchObject({ found: [{ risk: 'toxicité' }, { risk: 'essai', conduct: 'surveiller' }] });
    }
    expect(checkInteractions(thesaurus, ['KÉTOPROFÈNE'], ['METHOTREXATE'])).toMatchObject({ answer: 'interaction' });
  });

  test('are found for a salt of a substance', () => {
    const answer = checkInteractions(thesaurus, ['CITRATE DE CLARITHROMYCINE'], ['COLCHICINE']);
    expect(answer).toMatchObject({ answer: 'interaction', unlisted: [] });
  });

  test('without one in the thesaurus are not known, and substances that it lacks are named', () => {
    const answer = checkInteractions(thesaurus, ['AMLODIPINE'], ['COLCHICINE']);
    expect(answer).toEqual({ answer: 'none-known', date: '2026-03-01', unlisted: ['AMLODIPINE'] });
  });

  test('are not verified without a thesaurus', () => {
    expect(checkInteractions(null, ['COLCHICINE'], ['CLARITHROMYCINE'])).toEqual({ answer: 'no-thesaurus' });
  });

  test('two substances of one class do not interact with each other for that', () => {
    expect(checkInteractions(thesaurus, ['IBUPROFÈNE'], ['KÉTOPROFÈNE'])).toMatchObject({ answer: 'none-known' });
  });

  test('a substance of a class that interacts with itself is found with another one of it', () => {
    const self = {
      ...file,
      interactions: [{ ...one, a: 'Anti-inflammatoires non stéroïdiens', b: Object.keys(file.classes)[0] }],
    };
    const own = openThesaurus(readThesaurus(JSON.stringify(self)));
    expect(checkInteractions(own, ['IBUPROFÈNE'], ['KÉTOPROFÈNE'])).toMatchObject({ answer: 'interaction' });
    expect(checkInteractions(own, ['IBUPROFÈNE'], ['COLCHICINE'])).toMatchObject({ answer: 'none-known' });
  });
});

describe('a thesaurus is rejected with the place of the fault:', () => {
  test.each<readonly [string, unknown, string]>([
    ['text that is not JSON', undefined, ''],
    ['a list', [], ''],
    ['another format', { ...file, format: 'etanche-interactions 2' }, 'format'],
    ['no date', { ...file, date: 'mars 2026' }, 'date'],
    ['a day that does not exist', { ...file, date: '2026-02-30' }, 'date'],
    ['a day that no month has', { ...file, date: '2026-02-32' }, 'date'],
    ['a name that is too long', { ...file, name: 'a'.repeat(101) }, 'name'],
    ['no source', { ...file, source: undefined }, 'source'],
    ['an unknown member', { ...file, levels: [] }, 'levels'],
    ['an unknown level', { ...file, interactions: [one, { ...one, level: 'faible' }] }, 'interactions[1].level'],
    ['an interaction with one side', { ...file, interactions: [{ ...one, b: ' ' }] }, 'interactions[0].b'],
    ['an interaction with another member', { ...file, interactions: [{ ...one, c: 'x' }] }, 'interactions[0].c'],
    ['a risk that is a number', { ...file, interactions: [{ ...one, risk: 1 }] }, 'interactions[0].risk'],
    [
      'a conduct that is too long',
      { ...file, interactions: [{ ...one, conduct: 'a'.repeat(6001) }] },
      'interactions[0].conduct',
    ],
    ['no interactions', { ...file, interactions: [] }, 'interactions'],
    ['a class that is no list', { ...file, classes: { a: 'b' } }, 'classes.a'],
    ['a class with a number', { ...file, classes: { a: ['b', 1] } }, 'classes.a[1]'],
    ['a class of too many substances', { ...file, classes: { a: Array.from({ length: 1001 }, String) } }, 'classes.a'],
    ['a class twice', { ...file, classes: { a: [], A: [] } }, 'classes.A'],
  ])('%s', (_name, value, path) => {
    expect(() => readThesaurus(value === undefined ? '{' : JSON.stringify(value))).toThrow(
      expect.objectContaining({ code: 'thesaurus_invalid', path }),
    );
  });
});

const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });
const files: fc.Arbitrary<ThesaurusFile> = fc.record({
  ...{ name: word, date: fc.constant('2026-03-01'), source: word },
  classes: fc.array(fc.record({ name: word, members: fc.array(fc.string({ maxLength: 200 }), { maxLength: 400 }) }), {
    maxLength: 4,
  }),
  interactions: fc.array(
    fc.record({
      ...{ a: word, b: word, level: fc.constant('contre-indication' as const) },
      risk: fc.integer({ min: 0, max: 4000 }).map((length) => 'é"'.repeat(length / 2)),
      conduct: fc.integer({ min: 0, max: 6000 }).map((length) => 'x'.repeat(length)),
    }),
    { minLength: 1, maxLength: 60 },
  ),
});
/** About as long as the thesaurus of the ANSM. */
const long: ThesaurusFile = {
  ...read,
  interactions: Array.from({ length: 3000 }, (_, i) => ({
    ...{ a: `substance ${i}`, b: 'méthotrexate', level: 'à prendre en compte' as const },
    ...{ risk: 'r'.repeat(200), conduct: 'c'.repeat(200) },
  })),
};

describe('the parts of a thesaurus', () => {
  test('joined in any order are the thesaurus, and none is longer than a document', () => {
    fc.assert(
      fc.property(files, fc.integer(), (whole, seed) => {
        const parts = packThesaurus(whole);
        expect(parts.every((part) => JSON.stringify(part).length <= 65_000)).toBe(true);
        const rotated = parts.map((_, i) => parts[(i + Math.abs(seed)) % parts.length] ?? parts[0]);
        expect(unpackThesaurus(rotated.flatMap((part) => part ?? []))).toEqual(whole);
        expect(unpackThesaurus(JSON.parse(JSON.stringify(parts.toReversed())) as typeof parts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('of 3,000 interactions are fewer than 40', () => {
    const parts = packThesaurus(long);
    expect(parts.length).toBeGreaterThan(15);
    expect(parts.length).toBeLessThan(40);
    expect(unpackThesaurus(parts)).toEqual(long);
  });

  test('are no thesaurus if one is missing, is there twice, is altered, or is of another one', () => {
    const parts = packThesaurus(long);
    const other = packThesaurus({ ...long, date: '2026-09-01' });
    expect(unpackThesaurus([])).toBeNull();
    for (const [i, part] of parts.entries()) {
      expect(unpackThesaurus(parts.toSpliced(i, 1))).toBeNull();
      expect(unpackThesaurus([...parts, part])).toBeNull();
      expect(unpackThesaurus(parts.toSpliced(i, 1, parts[i === 0 ? 1 : 0] ?? part))).toBeNull();
      expect(unpackThesaurus(parts.toSpliced(i, 1, other[i] ?? part))).toBeNull();
      expect(unpackThesaurus(parts.toSpliced(i, 1, { ...part, interactions: part.interactions.slice(1) }))).toBeNull();
      expect(unpackThesaurus(parts.map((each) => ({ ...each, parts: parts.length + 1 })))).toBeNull();
    }
    expect(unpackThesaurus(parts.map((part) => ({ ...part, name: 'autre' })))).toBeNull();
  });

  test.each<readonly [string, ThesaurusFile, RegExp]>([
    [
      'one class',
      { ...read, classes: [{ name: 'longue', members: Array(1000).fill('x'.repeat(100)) }] },
      /^classes\.longue$/,
    ],
    ['the whole', { ...long, interactions: Array(10_000).fill(long.interactions[0]) }, /^interactions\[\d+\]$/],
  ])('are not made if %s is too long, and the place is named', (_name, whole, path) => {
    const error = rejected(() => packThesaurus(whole));
    expect(error).toMatchObject({ code: 'thesaurus_invalid' });
    expect(error?.path).toMatch(path);
  });
});

function rejected(call: () => unknown): MedicinesError | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof MedicinesError) return error;
    throw error;
  }
}
