import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildIndex, decodeBdpm, openIndex, writeIndex, type BdpmTexts } from '@etanche/records-medicines';
import { packSize } from '../src/bdpm/pack-size.ts';
import { substanceBase } from '../src/bdpm/substance-base.ts';
import { bdpmSample } from './bdpm-sample.ts';

const built = buildIndex(bdpmSample, '2026-01-27');
const altered = (file: keyof BdpmTexts, text: string) => () => buildIndex({ ...bdpmSample, [file]: text }, null);

describe('the index of the sample', () => {
  test('has every marketed medicine and no other', () => {
    expect(built.index.medicines.map(({ cis }) => cis)).toEqual(['61939921', '69065160']);
    expect(built.report).toMatchObject({ medicines: 2, notMarketed: 1, packs: 2, latestEntry: '2026-01-14' });
  });

  test('gives composition, group, conditions and marketed packs', () => {
    expect(built.index.byCis.get('61939921')).toEqual({
      cis: '61939921',
      name: 'AMLOR 10 mg, gélule',
      form: 'gélule',
      routes: ['orale'],
      components: [{ substance: 'AMLODIPINE', base: 'AMLODIPINE', strength: '10 mg', per: 'une gélule' }],
      conditions: ['liste I'],
      group: { id: '467', role: 'reference' },
      packs: [
        { amount: 30, unit: 'gélule' },
        { amount: 90, unit: 'gélule' },
      ],
    });
  });

  test('has the strength of the name where salt and active part differ', () => {
    expect(built.index.byCis.get('69065160')?.components).toMatchObject([{ base: 'METFORMINE', strength: '1000 mg' }]);
  });

  test('is the same after writing and reading', () => {
    expect(openIndex(writeIndex(built.index))).toEqual(built.index);
  });

  test('has the day of the latest entry without a day of publication', () => {
    expect(buildIndex(bdpmSample, null).index).toMatchObject({ date: '2026-01-14', isPublicationDate: false });
  });
});

describe('rejected files of the database', () => {
  test.each([
    ['another number of columns', altered('CIS_bdpm', '61939921\tAMLOR\r\n'), 'bdpm_invalid'],
    ['a code that is not a CIS', altered('CIS_CPD_bdpm', '6193992\tliste I\r\n'), 'bdpm_invalid'],
    ['an empty file', altered('CIS_COMPO_bdpm', '\r\n'), 'bdpm_missing'],
    ['a medicine twice', altered('CIS_bdpm', bdpmSample.CIS_bdpm + bdpmSample.CIS_bdpm), 'bdpm_invalid'],
    ['another type of generic', altered('CIS_GENER_bdpm', '1\tA\t61939921\t7\t1\r\n'), 'bdpm_invalid'],
    ['a date before the latest entry', () => buildIndex(bdpmSample, '2026-01-13'), 'bdpm_date'],
    ['a date that is no date', () => buildIndex(bdpmSample, '27/01/2026'), 'bdpm_date'],
  ])('%s', (_name, build, code) => {
    expect(build).toThrow(expect.objectContaining({ code }));
  });
});

describe('rejected indexes', () => {
  const text = writeIndex(built.index);

  test('an index cut at any line', () => {
    const lines = text.split('\n');
    for (let length = 0; length < lines.length - 1; length += 1) {
      expect(() => openIndex(lines.slice(0, length).join('\n'))).toThrow(
        expect.objectContaining({ code: 'index_invalid' }),
      );
    }
  });

  test.each([
    ['another format', text.replace('medicines 1', 'medicines 2')],
    ['an index without a date', text.replace('published 2026-01-27', 'published')],
    ['a number of a missing text', text.replace('#form 2\n0', '#form 2\nzz')],
    ['a medicine twice', text.replace('\n69065160', '\n61939921')],
  ])('%s', (_name, changed) => {
    expect(changed).not.toBe(text);
    expect(() => openIndex(changed)).toThrow(expect.objectContaining({ code: 'index_invalid' }));
  });
});

describe('encodings', () => {
  test('UTF-8 and windows-1252 give the same text', () => {
    expect(decodeBdpm(new TextEncoder().encode('gélule'))).toBe('gélule');
    expect(decodeBdpm(Uint8Array.of(0x67, 0xe9, 0x6c, 0x75, 0x6c, 0x65))).toBe('gélule');
  });

  test('a control character that stands for an apostrophe becomes one', () => {
    expect(decodeBdpm(new TextEncoder().encode('l\u0092accord'))).toBe('l’accord');
  });
});

test.each([
  ['plaquette(s) PVC PVDC aluminium de 30 comprimé(s)', { amount: 30, unit: 'comprimé' }],
  ['2 plaquette(s) PVC PVDC aluminium de 14 gélule(s)', { amount: 28, unit: 'gélule' }],
  ['1 flacon(s) en verre brun de 100 ml', { amount: 100, unit: 'ml' }],
  ['12 sachet(s) papier aluminium polyéthylène de 1,566 g', { amount: 12, unit: 'sachet' }],
  ['20 récipient(s) unidose(s) polyéthylène de 2 ml suremballée(s) par plaquette de 5 récipients unidoses', null],
  ['1 flacon(s) en verre de 10 ml et 1 flacon(s) en verre de 5 ml', null],
  ['flacon', null],
  ['plaquette(s) de 0 comprimé(s)', null],
])('the pack %s has one reading or none', (label, pack) => {
  expect(packSize(label)).toEqual(pack);
});

test.each([
  ['CHLORHYDRATE DE METFORMINE', 'METFORMINE'],
  ["BÉSILATE D'AMLODIPINE", 'AMLODIPINE'],
  ['AMOXICILLINE TRIHYDRATÉE', 'AMOXICILLINE'],
  ['LÉVOTHYROXINE SODIQUE ANHYDRE', 'LÉVOTHYROXINE'],
  ['SULFATE DE MAGNÉSIUM', 'SULFATE DE MAGNÉSIUM'],
  ['VALÉRATE DE BÉTAMÉTHASONE', 'VALÉRATE DE BÉTAMÉTHASONE'],
  ['CARBONATE DE LITHIUM', 'CARBONATE DE LITHIUM'],
])('the base of %s is %s', (name, base) => {
  expect(substanceBase(name)).toBe(base);
});

describe('the committed index', () => {
  const index = openIndex(readFileSync(new URL('../data/medicines.txt', import.meta.url), 'utf8'));

  test('has the 13,559 marketed medicines of 27 January 2026', () => {
    expect(index).toMatchObject({ date: '2026-01-27', isPublicationDate: true });
    expect(index.medicines).toHaveLength(13_559);
  });

  test('has name, form and route of each, and the composition of all but two', () => {
    expect(index.medicines.filter(({ name, form }) => name === '' || form === '')).toEqual([]);
    expect(index.medicines.filter(({ components }) => components.length === 0)).toHaveLength(2);
  });
});
