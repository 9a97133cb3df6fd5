import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { encode, writeCopy, writeCsv, writeMysql } from './writing/write-text.ts';
import { writeXlsx } from './writing/write-xlsx.ts';
import { writeZip } from './writing/write-zip.ts';

/**
 * Writes the generated files of test/fixtures: encodings, archives, binary formats. Run it with node after a change,
 * and commit its output. The other files there are edited by hand.
 */
const folder = join(import.meta.dirname, 'fixtures');
const columns = ['NOM', 'PRENOM', 'DATE_NAISS', 'NUM_SECU', 'COURRIEL', 'COMMENTAIRE'];
const rows = [
  ['Lefèvre', 'Anaïs', '28/03/1979', '2 79 03 51 215 189 89', 'anais@example.fr', 'à jeun; "très" pressée'],
  ['Le Goff', 'Hervé', '25/08/1955', '255081416802538', '', 'sonner\n2 fois'],
  ['Müller', 'Zoé', '01/01/1985', '185037511600127', 'zoe@example.fr', ''],
];
const style = { separator: ';', quote: '"', escape: 'doubled', lineEnd: '\r\n' } as const;
const text = writeCsv([columns, ...rows], style);
const objects = rows.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])));

const files: Readonly<Record<string, Uint8Array | string>> = {
  'utf-8.csv': text,
  'utf-8-with-mark.csv': `\ufeff${text}`,
  'windows-1252.csv': encode(text.replace('pressée', 'pressée’œ'), 'windows-1252'),
  'latin-1.csv': encode(text, 'windows-1252'),
  'mac-roman.csv': encode(text.replaceAll('\r\n', '\r').replaceAll('\n', '\r'), 'macintosh'),
  'ibm850.csv': encode(text, 'ibm850'),
  'utf-16le.csv': encode(text, 'utf-16le'),
  'utf-16be.csv': encode(text, 'utf-16be'),
  'utf-16le-without-mark.csv': encode(text, 'utf-16le').subarray(2),
  'plain.csv.gz': gzipSync(text),
  'two-members.csv.gz': Buffer.concat([gzipSync(text.slice(0, 90)), gzipSync(text.slice(90))]),
  'truncated.csv.gz': gzipSync(text.repeat(50)).subarray(0, 120),
  'one-member.zip': writeZip({ 'patients.csv': text }),
  'several-members.zip': writeZip({
    '__MACOSX/._a.csv': 'x',
    'a.csv': text,
    'b.csv': text,
    'lisez-moi.txt': 'Export du 12/03/2020',
  }),
  'encrypted.zip': writeZip({ 'patients.csv': text }, { encrypted: true }),
  'damaged.zip': writeZip({ 'patients.csv': text.repeat(20) }, { damaged: true }),
  'people.xlsx': writeXlsx([
    { name: 'Lisez-moi', rows: [['Export']] },
    {
      name: 'Patients',
      rows: [
        ['Export du laboratoire'],
        [],
        ['NOM', 'DATE_NAISS', 'NUM_SECU', 'TEL', 'VISITE', 'RESULTAT'],
        [
          'Lefèvre & fils',
          { value: 28942, style: 1 },
          { value: 279035121518989, style: 0 },
          { value: 612345678, style: 2 },
          { value: 43952.5, style: 3 },
          { value: 0.5, style: 0 },
        ],
        ['Müller', { value: 31048, style: 1 }, '1 85 03 75 116 001 27', '', '', { value: -3, style: 0 }],
      ],
    },
  ]),
  'prefixed-1904.xlsx': writeXlsx(
    [
      {
        name: 'P',
        rows: [
          ['NOM', 'DDN'],
          ['Roux', { value: 27480, style: 1 }],
        ],
      },
    ],
    {
      date1904: true,
      prefix: 'x',
    },
  ),
  'array.json.txt': JSON.stringify(objects),
  'lines.ndjson': `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`,
  'mysql.sql': writeMysql('patients', columns, rows),
  'postgresql.sql': writeCopy('patients', columns, rows),
  'people.parquet': new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'nom', type: 'STRING', data: rows.map((cells) => cells[0] ?? '') },
        { name: 'nir', type: 'INT64', data: [279035121518989n, 255081416802538n, 185037511600127n] },
        {
          name: 'date_naiss',
          type: 'TIMESTAMP',
          data: ['1979-03-28', '1955-08-25', '1985-01-01'].map((day) => new Date(`${day}T00:00:00Z`)),
        },
      ],
    }),
  ),
};

await mkdir(folder, { recursive: true });
for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
