import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeSources, type DescribeOptions } from '../src/index.ts';
import { readAll } from './writing/read-all.ts';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const read = (name: string, options?: DescribeOptions) => readAll(fixture(name), options);

const columns = ['NOM', 'PRENOM', 'DATE_NAISS', 'NUM_SECU', 'COURRIEL', 'COMMENTAIRE'];
const people = [
  ['Lefèvre', 'Anaïs', '28/03/1979', '2 79 03 51 215 189 89', 'anais@example.fr', 'à jeun; "très" pressée'],
  ['Le Goff', 'Hervé', '25/08/1955', '255081416802538', '', 'sonner\n2 fois'],
  ['Müller', 'Zoé', '01/01/1985', '185037511600127', 'zoe@example.fr', ''],
];

describe('the same three people', () => {
  test.each([
    ['utf-8.csv', { encoding: 'utf-8' }],
    ['utf-8-with-mark.csv', { encoding: 'utf-8' }],
    ['latin-1.csv', { encoding: 'windows-1252' }],
    ['ibm850.csv', { encoding: 'ibm850' }],
    ['utf-16le.csv', { encoding: 'utf-16le' }],
    ['utf-16be.csv', { encoding: 'utf-16be' }],
    ['utf-16le-without-mark.csv', { encoding: 'utf-16le' }],
    ['plain.csv.gz', { compression: 'gzip', format: 'csv' }],
    ['two-members.csv.gz', { compression: 'gzip' }],
    ['one-member.zip', { compression: 'zip', member: 'patients.csv' }],
    ['array.json.txt', { format: 'json' }],
    ['lines.ndjson', { format: 'ndjson' }],
    ['mysql.sql', { format: 'sql', escape: 'backslash', table: 'patients' }],
    ['postgresql.sql', { format: 'sql', escape: 'doubled', table: 'patients' }],
  ])('in %s', async (name, expected) => {
    const { description, rows } = await read(name);
    expect(description).toMatchObject({ ...expected, header: true, columns });
    expect(rows).toEqual(people.map((cells, index) => ({ ok: true, number: index + 1, cells })));
  });

  test('Windows-1252 is read, with the characters that Latin-1 lacks', async () => {
    const { description, cells } = await read('windows-1252.csv');
    expect(description.encoding).toBe('windows-1252');
    expect(cells[0]?.[5]).toBe('à jeun; "très" pressée’œ');
  });

  test('Mac Roman with the line ends of old Macs is read', async () => {
    const { description, cells } = await read('mac-roman.csv');
    expect(description).toMatchObject({ encoding: 'macintosh', lineEnd: 'cr' });
    expect(cells).toEqual(people.map((row) => row.map((cell) => cell.replace('\n', '\r'))));
  });

  test('each member of a zip is read as a table, and a text file among them too', async () => {
    const { sources, leftOut } = await describeSources(fixture('several-members.zip'));
    expect(sources.map(({ member }) => member)).toEqual(['a.csv', 'b.csv', 'lisez-moi.txt']);
    expect(leftOut).toEqual([]);
    expect((await read('several-members.zip', { member: 'b.csv' })).rows).toHaveLength(3);
    await expect(read('several-members.zip')).rejects.toMatchObject({ code: 'table_unknown' });
  });
});

describe('Excel', () => {
  test('Excel texts, dates, displayed numbers, titles and absent cells are read', async () => {
    const { description, cells } = await read('people.xlsx', { table: 'Patients' });
    expect(description).toMatchObject({ format: 'xlsx', table: 'Patients', preamble: 1 });
    expect(cells).toEqual([
      ['Lefèvre & fils', '1979-03-28', '279035121518989', '0612345678', '2020-05-01 12:00:00', '0.5'],
      ['Müller', '1985-01-01', '1 85 03 75 116 001 27', '', '', '-3'],
    ]);
  });

  test('Excel dates counted from 1904 and names with a prefix are read', async () => {
    expect((await read('prefixed-1904.xlsx')).cells).toEqual([['Roux', '1979-03-28']]);
  });

  test('an Excel sheet is selected by its name, and an unknown name is rejected', async () => {
    expect((await read('people.xlsx', { table: 'Lisez-moi', header: false })).cells).toEqual([['Export']]);
    await expect(read('people.xlsx', { table: 'Absente' })).rejects.toMatchObject({
      code: 'table_unknown',
      message: expect.stringMatching(/it has (?:Patients, Lisez-moi|Lisez-moi, Patients)$/) as string,
    });
  });
});

describe('Parquet, JSON and SQL', () => {
  test('Parquet with 64-bit numbers and days is read', async () => {
    const { description, cells } = await read('people.parquet');
    expect(description).toMatchObject({ format: 'parquet', columns: ['nom', 'nir', 'date_naiss'] });
    expect(cells[0]).toEqual(['Lefèvre', '279035121518989', '1979-03-28']);
  });

  test('JSON lines are read with nested names, lists and exact numbers, and bad lines are counted', async () => {
    const { description, rows } = await read('nested.ndjson');
    expect(description.columns).toEqual(['nom', 'nir', 'telecom.value', 'adresse.ville', 'adresse.geo', 'tags', 'id']);
    expect(rows).toMatchObject([
      { ok: true, cells: ['Lefevre', '279035121518989', '0612345678; 0297000000', 'Lorient', '', '', ''] },
      { ok: false, number: 2, code: 'invalid_json' },
      { ok: false, number: 3, code: 'not_a_record' },
      { ok: true, number: 4, cells: ['Muller', '', '', '', '', 'a; b', '12345678901234567890'] },
    ]);
  });

  test('a truncated JSON array in an object is read to its end', async () => {
    const { description, rows } = await read('truncated.json.txt');
    expect(description).toMatchObject({ format: 'json', table: 'patients' });
    expect(rows).toMatchObject([
      { ok: true, cells: ['Lefevre'] },
      { ok: false, number: 2, code: 'invalid_json' },
    ]);
    await expect(read('truncated.json.txt', { table: 'count' })).rejects.toMatchObject({ code: 'table_unknown' });
  });

  test('JSON arrays of cells under a header are read', async () => {
    const { description, cells } = await read('rows.json.txt');
    expect(description.columns).toEqual(['NOM', 'NIR']);
    expect(cells).toEqual([
      ['Lefevre', '279035121518989'],
      ['Muller', '185037511600127'],
    ]);
  });

  test('each SQL table with rows is read, with lists of columns, comments, functions and a row too long', async () => {
    const { description, rows } = await read('two-tables.sql', { table: 'patients' });
    expect(description).toMatchObject({ table: 'patients', columns: ['nir', 'nom', 'date_naiss'] });
    expect(rows).toMatchObject([
      { cells: ['279035121518989', "L'Hostis", '1979-03-28'] },
      { cells: ['255081416802538', "D'Alm\neida", ''] },
      { ok: false, number: 3, code: 'too_many_cells' },
      { cells: ['185037511600127', 'Muller', '1985-01-01'] },
    ]);
    expect((await read('two-tables.sql', { table: 'logs' })).cells[3]).toEqual(['4', 'd; -- not a comment']);
    await expect(read('two-tables.sql', { table: 'empty_one' })).rejects.toMatchObject({ code: 'table_unknown' });
  });

  test('standard SQL is read with plain backslashes, E and dollar texts, and without rows inside functions', async () => {
    const { description, cells } = await read('standard.sql');
    expect(description).toMatchObject({ escape: 'doubled', columns: ['id', 'nom', 'nir', 'texte'] });
    expect(cells).toEqual([
      ['1', 'C:\\temp\\', '279035121518989', 'une\nligne'],
      ['2', 'x', '255081416802538', ''],
    ]);
  });
});

describe('files that cannot be read', () => {
  test.each([
    ['empty.csv', 'file_empty'],
    ['blank.csv', 'file_empty'],
    ['absent.csv', 'file_unreadable'],
    ['old-excel.xls', 'format_unsupported'],
    ['binary.dat', 'format_unknown'],
    ['truncated.csv.gz', 'compression_damaged'],
    ['damaged.zip', 'compression_damaged'],
    ['encrypted.zip', 'archive_encrypted'],
  ])('%s: %s', async (name, code) => {
    await expect(read(name)).rejects.toMatchObject({ name: 'IntakeError', code });
  });
});
