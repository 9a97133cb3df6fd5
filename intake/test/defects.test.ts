import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DescribeOptions } from '../src/index.ts';
import { readAll } from './writing/read-all.ts';
import { temporaryFile } from './writing/temporary-file.ts';

const read = (name: string, options?: DescribeOptions) => readAll(join(import.meta.dirname, 'fixtures', name), options);

describe('cells and records', () => {
  test('too few and too many cells are bad rows that keep their number and bytes; blank lines are no records', async () => {
    const { bad, cells, rows } = await read('ragged.csv');
    expect(bad).toEqual([
      { number: 2, code: 'too_few_cells', raw: 'Dupont;Jean' },
      { number: 3, code: 'too_many_cells', raw: 'Le Goff;Herve;255081416802538;vu; revu; RAS' },
    ]);
    expect(cells).toHaveLength(3);
    expect(rows.at(-1)).toMatchObject({ number: 5, cells: ['Roux', 'Paul', '178059933010817', 'bien'] });
  });

  test('an unclosed quote makes only its own line bad', async () => {
    const { bad, cells } = await read('unclosed-quote.csv');
    expect(bad).toMatchObject([{ number: 1, code: 'unclosed_quote' }]);
    expect(cells.map((row) => row[3])).toEqual(['rien', 'dit "oui"', 'deux\nlignes']);
  });

  test('an unclosed quote at the end of the file is a bad row', async () => {
    const { bad, cells } = await read('unclosed-at-end.csv', { quote: '"', escape: 'doubled' });
    expect(cells).toHaveLength(1);
    expect(bad).toEqual([{ number: 2, code: 'unclosed_quote', raw: 'Le Goff;Herve;255081416802538;"jamais ferme' }]);
  });

  test('an unclosed quote without a later quote, in a file larger than the longest record, is a bad row', async () => {
    const line = (index: number): string => `nom${index};"texte ${index}";${index}\n`;
    const plain = (index: number): string => `nom${index};texte;${'x'.repeat(90)}\n`;
    const head = Array.from({ length: 50 }, (_value, index) => line(index)).join('');
    const tail = Array.from({ length: 60_000 }, (_value, index) => plain(index)).join('');
    const { bad, rows } = await readAll(await temporaryFile(`a;b;c\n${head}perdu;"jamais;ferme\n${tail}`), {
      header: true,
    });
    expect(bad).toEqual([{ number: 51, code: 'record_too_long', raw: 'perdu;"jamais;ferme\n' }]);
    expect(rows).toHaveLength(60_051);
  });

  test('an unclosed quote on every second line is a bad row each time', async () => {
    const lines = Array.from({ length: 400 }, (_value, index) => (index % 2 === 0 ? 'a;b;"c\n' : 'a;"b";c\n')).join('');
    const { bad, cells } = await readAll(await temporaryFile(`x;y;z\n${lines}`), { header: true, quote: '"' });
    expect(cells).toHaveLength(200);
    expect(bad).toHaveLength(200);
  });

  test('quotes inside quoted cells and spaces around them are read', async () => {
    expect((await read('loose-quotes.csv')).cells).toEqual([
      ['Lefevre', 'Anais', '279035121518989', 'dit "oui" deux fois'],
      ['Le Goff', 'Herve', '255081416802538', 'RAS'],
    ]);
  });

  test('zero bytes are dropped', async () => {
    expect((await read('zero-bytes.csv')).cells[0]).toEqual(['Lefevre', 'Anais', '279035121518989', '']);
  });

  test('empty cells beyond the header are accepted only if most records have them', async () => {
    const { description, bad } = await read('trailing-cells.csv');
    expect(description).toMatchObject({ trailing: 2, columns: ['NOM', 'PRENOM', 'NUM_SECU'] });
    expect(bad).toEqual([]);
    const shifted = `NOM;VU;NUM\n${'a;b;1\n'.repeat(20)}a;un; deux;\n`;
    expect((await readAll(await temporaryFile(shifted), { header: true })).bad).toMatchObject([
      { code: 'too_many_cells' },
    ]);
  });

  test('Windows-1252 inside UTF-8 is decoded as Windows-1252', async () => {
    const { description, cells } = await read('mixed.csv');
    expect(description.encoding).toBe('utf-8');
    expect(cells.at(-1)).toEqual(['Guérin', 'Évreux', '178059933010817']);
  });
});

describe('dialects', () => {
  test.each([
    ['announced.csv', { separator: '|', preamble: 1, columns: ['NOM', 'PRENOM', 'NUM_SECU'] }],
    ['titles.csv', { separator: ',', preamble: 2, columns: ['NOM', 'PRENOM', 'NUM_SECU', 'COURRIEL'] }],
    ['two-bars.txt', { separator: '||', columns: ['NOM', 'PRENOM', 'NUM_SECU'] }],
    ['single-quotes.csv', { separator: ';', quote: "'" }],
    ['backslashes.tsv', { separator: '\t', escape: 'backslash' }],
    ['no-header.csv', { header: false, columns: ['column_1', 'column_2', 'column_3', 'column_4'] }],
    ['one-column.txt', { header: true, columns: ['courriel'] }],
  ])('%s', async (name, expected) => {
    const { description, bad, rows } = await read(name);
    expect(description).toMatchObject(expected);
    expect(bad).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('blank lines between titles are skipped', async () => {
    const text = 'Laboratoire\n\nExport\n\nNOM;DDN;TEL;VILLE\nRoux;01/02/1950;0612345678;Lorient\n';
    expect((await readAll(await temporaryFile(text))).cells).toEqual([['Roux', '01/02/1950', '0612345678', 'Lorient']]);
  });

  test('backslash escapes outside quotes are undone, and NULL is kept', async () => {
    expect((await read('backslashes.tsv')).cells).toEqual([
      ['Lefevre', '\\N', '279035121518989'],
      ['Le Goff', 'ligne 1\nligne 2\\', '255081416802538'],
    ]);
  });

  test('a backslash at the end of a Windows path is not an escape', async () => {
    const text = 'NOM;DOSSIER;TEL\n"Roux";"C:\\LABO\\";"0612345678"\n"Le ""G""";"D:\\";"0612345679"\n';
    expect((await readAll(await temporaryFile(text))).cells).toEqual([
      ['Roux', 'C:\\LABO\\', '0612345678'],
      ['Le "G"', 'D:\\', '0612345679'],
    ]);
  });
});

test('the same file gives the same batches of 1,000 rows', async () => {
  const path = await temporaryFile(`a;b\n${'x;y\n'.repeat(2500)}`);
  const { description } = await readAll(path, { header: true });
  const { readRows } = await import('../src/index.ts');
  const sizes: number[] = [];
  let last = { bytesRead: 0, totalBytes: 1 };
  for await (const batch of readRows(path, description)) {
    sizes.push(batch.rows.length);
    last = batch;
  }
  expect(sizes).toEqual([1000, 1000, 500]);
  expect(last.bytesRead).toBe(last.totalBytes);
});

test.each<[string, DescribeOptions]>([
  ['a separator that the encoding lacks', { separator: '→', encoding: 'windows-1252' }],
  ['no separator', { separator: '' }],
  ['a quote of two characters', { quote: '""' }],
  ['an encoding that is not read', { encoding: 'shift_jis' }],
])('a setting is rejected: %s', async (_name, options) => {
  await expect(read('utf-8.csv', options)).rejects.toMatchObject({ name: 'IntakeError', code: 'format_unsupported' });
});
