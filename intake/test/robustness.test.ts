import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, inject, test } from 'vitest';
import { describeSource, IntakeError } from '../src/index.ts';
import { readAll } from './writing/read-all.ts';
import { temporaryFile } from './writing/temporary-file.ts';
import { writeXlsx } from './writing/write-xlsx.ts';
import { writeZip } from './writing/write-zip.ts';

const parquet = (data: string[], codec?: 'GZIP'): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'nom', type: 'STRING', data },
        { name: 'n', type: 'INT32', data: data.map((_text, index) => index) },
      ],
      rowGroupSize: 30_000,
      ...(codec !== undefined && { codec, compressors: { GZIP: (bytes: Uint8Array) => bytes } }),
    }),
  );

describe('Parquet', () => {
  test('several Parquet row groups are read in order, large ones in parts', async () => {
    const data = Array.from({ length: 70_000 }, (_value, index) => `nom ${index}`);
    const { cells, rows } = await readAll(await temporaryFile(parquet(data)));
    expect(cells.map(([name]) => name)).toEqual(data);
    expect(rows.at(-1)?.number).toBe(70_000);
  });

  test('a Parquet file without rows and a damaged one are rejected', async () => {
    await expect(describeSource(await temporaryFile(parquet([])))).rejects.toMatchObject({ code: 'file_empty' });
    const bytes = parquet(['a', 'b']);
    bytes.fill(0xff, bytes.length - 60, bytes.length - 8);
    await expect(readAll(await temporaryFile(bytes))).rejects.toMatchObject({ code: 'source_damaged' });
    await expect(readAll(await temporaryFile(bytes.subarray(0, 40)))).rejects.toMatchObject({ code: 'source_damaged' });
  });
});

describe('Excel', () => {
  test('text outside the rows of a sheet is dropped, and an unfinished row is rejected', async () => {
    const parts = {
      'xl/workbook.xml': '<workbook><sheets><sheet name="P" r:id="a"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="a" Target="/xl/worksheets/s.xml"/></Relationships>',
    };
    const aside = '<hyperlink ref="A1"/>'.repeat(600_000);
    const cell = (text: string): string => `<c t="str"><v>${text}</v></c>`;
    const sheet = `<sheetData><row>${cell('NOM')}${cell('TEL')}</row><row>${cell('Roux')}</row></sheetData>${aside}`;
    const file = await temporaryFile(writeZip({ ...parts, 'xl/worksheets/s.xml': sheet }));
    expect((await readAll(file)).cells).toEqual([['Roux', '']]);
    const endless = `<sheetData><row>${'<c/>'.repeat(3_000_000)}`;
    const broken = await temporaryFile(writeZip({ ...parts, 'xl/worksheets/s.xml': endless }));
    await expect(describeSource(broken)).rejects.toMatchObject({ code: 'source_damaged' });
  });

  test('a workbook without sheets is rejected, and a row wider than the header is bad', async () => {
    const empty = await temporaryFile(writeZip({ 'xl/workbook.xml': '<workbook/>', 'xl/_rels/workbook.xml.rels': '' }));
    await expect(describeSource(empty)).rejects.toMatchObject({ code: 'source_damaged' });
    const rows = [['NOM', 'TEL'], ...Array.from({ length: 400 }, () => ['Roux', '0612345678']), ['Le', 'Goff', 'Yves']];
    const wide = await temporaryFile(writeXlsx([{ name: 'P', rows }]));
    expect((await readAll(wide)).bad).toMatchObject([{ number: 401, code: 'too_many_cells' }]);
  });
});

describe('text', () => {
  test('the encoding is detected from an accented letter after many megabytes', async () => {
    const text = `NOM;TEL\n${'Roux;0612345678\n'.repeat(200_000)}Lefèvre;0612345679\n`;
    const { description, cells } = await readAll(await temporaryFile(Buffer.from(text, 'latin1')));
    expect(description.encoding).toBe('windows-1252');
    expect(cells.at(-1)).toEqual(['Lefèvre', '0612345679']);
  });

  test('a JSON name that first appears late becomes a column, and a million blank lines are skipped', async () => {
    const lines = `${'{"a":1}\n'.repeat(2000)}{"a":1,"b":2}\n`;
    expect((await describeSource(await temporaryFile(lines))).columns).toEqual(['a', 'b']);
    const blank = `${'\n'.repeat(1_000_000)}NOM;TEL\nRoux;0612345678\n`;
    await expect(describeSource(await temporaryFile(blank))).rejects.toMatchObject({ code: 'file_empty' });
  });

  test('a description that does not match the file any more is rejected', async () => {
    const { readRows } = await import('../src/index.ts');
    const description = await describeSource(join(import.meta.dirname, 'fixtures', 'plain.csv.gz'));
    const path = await temporaryFile(await readFile(join(import.meta.dirname, 'fixtures', 'utf-8.csv')));
    await expect(readRows(path, description).next()).rejects.toMatchObject({ code: 'source_changed' });
  });

  test('error messages contain no text of the file', async () => {
    const secret = 'Lefevre279035121518989';
    const files = [`{"${secret}":[`, `[{"a":"${secret}`, `PK\x03\x04${secret}`, `PAR1${secret}`, `\x1f\x8b${secret}`];
    for (const text of files) {
      const error = await readAll(await temporaryFile(Buffer.from(text, 'latin1'))).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toContain('Lefevre');
    }
  });
});

describe('any bytes at all', () => {
  const pieces = [
    'NOM;TEL\n',
    '"',
    ';',
    '\n',
    '\r\n',
    'a;b;c\n',
    '{"a":1}',
    '[',
    ']',
    ',',
    "INSERT INTO `t` VALUES (1,'",
    ');',
  ].concat([
    'COPY t (a) FROM stdin;\n',
    '\\.\n',
    '\\',
    '$$',
    '/*',
    '--',
    'é',
    '\u0000',
    '\ufeff',
    'sep=;\n',
    '0612345678',
    "'",
  ]);
  const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => Buffer.from(parts.join('')));
  const bytes = fc.oneof(
    soup,
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  );

  test('any bytes give an IntakeError, or rows with as many cells as columns', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const path = await temporaryFile(content);
        const { error, rows, width } = await readAll(path).then(
          ({ description, rows }) => ({ error: undefined, rows, width: description.columns.length }),
          (error: unknown) => ({ error, rows: [], width: 0 }),
        );
        expect(error === undefined || error instanceof IntakeError).toBe(true);
        expect(rows.map(({ number }) => number)).toEqual(rows.map((_row, index) => index + 1));
        expect(rows.filter((row) => row.ok && row.cells.length !== width)).toEqual([]);
      }),
      { numRuns: inject('isNightly') ? 100 : 40 },
    );
  });
});
