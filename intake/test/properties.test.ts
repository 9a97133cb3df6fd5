import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, inject, test } from 'vitest';
import { parseCsv } from '../src/csv/parse-csv.ts';
import type { Row, SourceDescription } from '../src/index.ts';
import { readAll } from './writing/read-all.ts';
import { temporaryFile } from './writing/temporary-file.ts';
import { writeCopy, writeCsv, writeMysql, type CsvStyle } from './writing/write-text.ts';
import { writeXlsx } from './writing/write-xlsx.ts';
import { writeZip } from './writing/write-zip.ts';

/** Any text without NUL, which the readers drop, and without lone surrogates, which UTF-8 cannot encode. */
const cell = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(';', ',', '"', "'", '\\', '\n', '\r', ' ', 'a', 'é', '|', '\t'), maxLength: 12 }),
  )
  .map((text) => text.replaceAll('\0', ''));
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
const style: fc.Arbitrary<CsvStyle> = fc.record({
  separator: fc.constantFrom(';', ',', '\t', '|', ':', '^', '~', '||', '~|~', '§'),
  quote: fc.constantFrom('"' as const, "'" as const),
  escape: fc.constantFrom('doubled' as const, 'backslash' as const),
  lineEnd: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
});

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

test('CSV in any style is read back from any division into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(table, style, fc.integer({ min: 1, max: 40 }), async (rows, written, size) => {
      const description: SourceDescription = {
        ...{ format: 'csv', compression: 'none', encoding: 'utf-8', header: false },
        ...{ separator: written.separator, quote: written.quote, escape: written.escape },
        lineEnd: written.lineEnd === '\r' ? 'cr' : 'lf',
        columns: (rows[0] ?? []).map((_cell, index) => `column_${index + 1}`),
      };
      const read: Row[] = [];
      for await (const batch of parseCsv(inChunks(Buffer.from(writeCsv(rows, written)), size), description))
        read.push(...batch);
      expect(read).toEqual(rows.map((cells, index) => ({ ok: true, number: index + 1, cells })));
    }),
    { numRuns: inject('isNightly') ? 300 : 100 },
  );
});

const columns = ['NOM', 'DATE_NAISS', 'COMMENTAIRE'];
/** A row is never all empty: spreadsheets have no such rows. */
const people = fc.array(fc.tuple(fc.constantFrom('Lefèvre', 'N’Diaye', 'Ibáñez'), fc.constant('28/03/1979'), cell), {
  minLength: 1,
  maxLength: 6,
});

test('the same rows in every format give the same cells', async () => {
  // The settings are given, since three cells of punctuation may look like another dialect; other tests cover guessing.
  const csvOptions = { header: true, separator: ';', quote: '"', escape: 'doubled' } as const;
  await fc.assert(
    fc.asyncProperty(people, async (rows) => {
      const records = rows.map((cells) =>
        Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
      );
      const csv = writeCsv([columns, ...rows], { separator: ';', quote: '"', escape: 'doubled', lineEnd: '\r\n' });
      const parquet = parquetWriteBuffer({
        columnData: columns.map((name, index) => ({
          name,
          type: 'STRING',
          data: rows.map((cells) => cells[index] ?? ''),
        })),
      });
      const files = [
        [csv, 'csv'],
        [gzipSync(csv), 'csv'],
        [writeZip({ 'export/patients.csv': csv }), 'csv'],
        [writeXlsx([{ name: 'Patients', rows: [columns, ...rows] }]), 'xlsx'],
        [JSON.stringify(records), 'json'],
        [JSON.stringify({ total: rows.length, patients: records }, null, 1), 'json'],
        [`${records.map((record) => JSON.stringify(record)).join('\n')}\n`, 'ndjson'],
        [writeMysql('patients', columns, rows), 'sql'],
        [writeCopy('patients', columns, rows), 'sql'],
        [new Uint8Array(parquet), 'parquet'],
      ] as const;
      for (const [bytes, format] of files) {
        const { description, cells, bad } = await readAll(
          await temporaryFile(bytes),
          format === 'csv' ? csvOptions : { header: true },
        );
        expect(description).toMatchObject({ format, columns });
        expect(bad).toEqual([]);
        expect(cells).toEqual(rows);
      }
    }),
    { numRuns: inject('isNightly') ? 10 : 4 },
  );
});
