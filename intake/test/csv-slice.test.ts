import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeSource, proposeMapping, sampleRows } from '../src/index.ts';

test('a small Windows-1252 file with quotes, line ends and a broken line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  const path = join(folder, 'a.csv');
  const text =
    'NOM;PRENOM;DDN;NUM_SECU;COMMENTAIRE\r\n' +
    'Lefèvre;Anaïs;12/03/1979;2 79 03 51 215 189 89;"ligne 1;\r\nligne ""2"""\r\n' +
    'Dupont;Jean;01/02/1955\r\n' +
    'Le Goff;Yves;25/08/1955;255081416802538;\r\n';
  await writeFile(path, Buffer.from(text, 'latin1'));
  const description = await describeSource(path);
  expect(description).toMatchObject({ encoding: 'windows-1252', separator: ';', quote: '"', header: true });
  const rows = await sampleRows(path, description, 10);
  expect(rows).toMatchObject([
    {
      ok: true,
      number: 1,
      cells: ['Lefèvre', 'Anaïs', '12/03/1979', '2 79 03 51 215 189 89', 'ligne 1;\r\nligne "2"'],
    },
    { ok: false, number: 2, code: 'too_few_cells' },
    { ok: true, number: 3, cells: ['Le Goff', 'Yves', '25/08/1955', '255081416802538', ''] },
  ]);
  expect(proposeMapping(description, rows).columns.map(({ role }) => role)).toEqual([
    'family-name',
    'given-names',
    'birth-date',
    'nir',
    { category: 'comment' },
  ]);
});
