import { fork, type ChildProcess } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { describeSource, readRows } from '../src/index.ts';
import { readAll } from './writing/read-all.ts';
import { temporaryFile } from './writing/temporary-file.ts';
import { writeZip } from './writing/write-zip.ts';

type ChildResult = { code?: string; message?: string; rows: number; bad: number; peakMebibytes: number };

const mebibyte = 1024 * 1024;

/** Mebibytes of the heap, and as much as it cannot hold at once: rows of 2,000 columns, and texts. */
const large = inject('isNightly')
  ? { heap: 640, rows: 60_000, texts: 2_000_000 }
  : { heap: 160, rows: 15_000, texts: 500_000 };

/** A process whose heap is too small without the limits, and which reads one file after another. */
let reader: ChildProcess | null = null;
afterAll(() => reader?.kill());

/** Reads a file in the separate process. */
async function readInChild(bytes: Uint8Array | string): Promise<ChildResult> {
  const path = await temporaryFile(bytes);
  const child = (reader ??= fork(join(import.meta.dirname, 'support', 'read-child.ts'), {
    execArgv: [`--max-old-space-size=${large.heap}`],
  }));
  const ended = new AbortController();
  const result = await Promise.race([
    once(child, 'message', { signal: ended.signal }).then(([message]) => message as ChildResult),
    once(child, 'exit', { signal: ended.signal }).then(([code, signal]) => {
      reader = null;
      throw new Error(`the process that reads the file ended with ${String(code ?? signal)}`);
    }),
    new Promise<never>((_resolve, reject) => {
      child.send(path, (error) => {
        if (error !== null) reject(error);
      });
    }),
  ]).finally(() => {
    ended.abort();
  });
  expect(result.peakMebibytes).toBeLessThan(1024);
  return result;
}

/** Text that barely compresses. */
function noise(characters: number): string {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  return stream.update(Buffer.alloc(characters / 2)).toString('hex');
}

const sheet = (rows: string, sharedStrings?: string): Buffer =>
  writeZip({
    'xl/workbook.xml': '<workbook><sheets><sheet name="P" r:id="a"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="a" Target="/xl/worksheets/s.xml"/></Relationships>',
    'xl/worksheets/s.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...(sharedStrings !== undefined && { 'xl/sharedStrings.xml': `<sst>${sharedStrings}</sst>` }),
  });
const titles = '<row><c t="str"><v>NOM</v></c><c t="str"><v>TEL</v></c></row>';

describe('brackets that do not match', () => {
  test.each([
    '{]',
    '{"total":2]',
    '{"total":2] [{"a":1}]',
    '{}]',
    '[}',
    '[{]',
    '[[[}',
    '{"a":1}]\n{"a":2}\n',
    '{:]}',
    '{"a":[1]]',
    '[{"a":1}}{]',
    '[{"a":1},}}]]',
  ])('brackets that do not match end the reading of %s', async (text) => {
    const outcome = await readAll(await temporaryFile(text)).then(
      ({ rows }) => rows.length,
      (error: unknown) => (error as { code: string }).code,
    );
    expect(outcome === 'source_damaged' || outcome === 'file_empty' || typeof outcome === 'number').toBe(true);
  });

  test('brackets that do not match are reported as damage if nothing can be read', async () => {
    for (const text of ['{]', '{"total":2]'])
      await expect(describeSource(await temporaryFile(text))).rejects.toMatchObject({ code: 'source_damaged' });
  });

  test('endlessly nested brackets do not exhaust the stack', async () => {
    const deep = `[${'['.repeat(200_000)}${']'.repeat(200_000)},["Roux","0612345678"]]`;
    expect((await readAll(await temporaryFile(deep), { header: false })).bad).toMatchObject([{ code: 'invalid_json' }]);
    const objects = `{"NOM":"Roux"}\n${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n{"NOM":"Petit"}\n`;
    const { bad, cells } = await readAll(await temporaryFile(objects));
    expect(bad).toMatchObject([{ number: 2, code: 'invalid_json' }]);
    expect(cells).toEqual([['Roux'], ['Petit']]);
  });
});

describe('names and columns', () => {
  test('records with always new names are rejected with a hint', async () => {
    const lines = Array.from({ length: 20_000 }, (_value, index) => `{"id${index}":{"NOM":"Roux"}}\n`).join('');
    const error = await readInChild(lines);
    expect(error).toMatchObject({ code: 'source_limits' });
    expect(error.message).toContain('more than 2000 different names');
  });

  test('records under their ids are read as records, on one line and on many', async () => {
    const records = Object.fromEntries(Array.from({ length: 3_000 }, (_value, index) => [`p${index}`, { NOM: 'R' }]));
    for (const text of [JSON.stringify(records), JSON.stringify(records, null, 1)]) {
      const { description, cells } = await readAll(await temporaryFile(text));
      expect(description.columns).toEqual(['NOM']);
      expect(cells).toHaveLength(3_000);
    }
  });

  test('a long name is not repeated for each name inside it', async () => {
    const inner = Array.from({ length: 50_000 }, (_value, index) => `"${index}":1`).join(',');
    expect(await readInChild(`{"a":1}\n{"${'x'.repeat(mebibyte)}":{${inner}}}\n`)).toMatchObject({
      code: 'source_limits',
    });
  });

  test('many columns and many short records stay within memory', async () => {
    const names = Array.from({ length: 1_900 }, (_value, index) => `"c${index}":1`).join(',');
    expect(await readInChild(`{${names}}\n${'{"c1":1}\n'.repeat(large.rows)}`)).toMatchObject({
      rows: large.rows + 1,
      bad: 0,
    });
    const columns = Array.from({ length: 1_900 }, (_value, index) => `c${index}`).join(',');
    const tuples = `INSERT INTO t (c1) VALUES (1)${',(1)'.repeat(large.rows)};`;
    expect(await readInChild(`CREATE TABLE t (${columns});\n${tuples}`)).toMatchObject({
      rows: large.rows + 1,
      bad: 0,
    });
  });

  test('a later record with too many names is a bad row', async () => {
    const many = Array.from({ length: 2_500 }, (_value, index) => `"c${index}":""`).join(',');
    const path = await temporaryFile(`{"c1":"Roux"}\n{${many}}\n`);
    const description = { format: 'ndjson', compression: 'none', encoding: 'utf-8', header: true } as const;
    for await (const { rows } of readRows(path, { ...description, columns: ['c1'] }))
      expect(rows).toMatchObject([{ ok: true }, { ok: false, code: 'unknown_column' }]);
    expect.assertions(1);
  });

  test('a text with more columns than any export is rejected', async () => {
    const line = `${Array.from({ length: 2_500 }, (_value, index) => `c${index}`).join(';')}\n`;
    await expect(describeSource(await temporaryFile(line.repeat(3)))).rejects.toMatchObject({ code: 'source_limits' });
  });

  test('a dump with more tables than any export is rejected', async () => {
    const tables = Array.from({ length: 20_000 }, (_value, index) => `INSERT INTO t${index} VALUES (1);\n`).join('');
    expect(await readInChild(tables)).toMatchObject({ code: 'source_limits' });
  });
});

describe('expansion and length', () => {
  test('a small file that expands without end is rejected', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('[{"a":"'), Buffer.alloc(70 * mebibyte, 0x78)]));
    expect(await readInChild(bomb)).toMatchObject({ code: 'source_limits' });
    const zip = writeZip({ 'a.csv': Buffer.alloc(70 * mebibyte, 0x78) });
    expect(await readInChild(zip)).toMatchObject({ code: 'source_limits' });
  });

  test('a too long record is a bad row of JSON lines, and the next line is read', async () => {
    const lines = `{"NOM":"Roux"}\n{"NOM":"${noise(40 * mebibyte)}"}\n{"NOM":"Petit"}\n`;
    expect(await readInChild(lines)).toMatchObject({ rows: 3, bad: 1 });
  });

  test('an array element that never ends is rejected', async () => {
    expect(await readInChild(`[{"NOM":"Roux"},{"NOM":"${noise(40 * mebibyte)}"}]`)).toMatchObject({
      code: 'source_limits',
    });
  });

  test('a zip with more members than any export is rejected', async () => {
    const members = Object.fromEntries(Array.from({ length: 2_500 }, (_value, index) => [`${index}.csv`, 'NOM\nR\n']));
    await expect(describeSource(await temporaryFile(writeZip(members)))).rejects.toMatchObject({
      code: 'source_limits',
    });
  });
});

describe('Excel', () => {
  test('many shared texts stay within memory, and each is found', async () => {
    const texts = Array.from({ length: large.texts }, (_value, index) => `<si><t>Lefèvre ${index}</t></si>`).join('');
    const rows = `<row><c t="s"><v>${large.texts - 1}</v></c><c t="s"><v>7</v></c></row>`;
    expect(await readInChild(sheet(titles + rows, texts))).toMatchObject({ rows: 1, bad: 0 });
    const few = sheet(
      titles + rows.replace(String(large.texts - 1), '-1'),
      '<si><t>a</t></si>'.repeat(7) + '<si><t>é</t></si>',
    );
    expect((await readAll(await temporaryFile(few))).cells).toEqual([['', 'é']]);
  });

  test('cells in far columns do not multiply memory, and empty ones are ignored', async () => {
    const far = '<row><c r="A1" t="str"><v>Roux</v></c><c r="BXX1"><v>1</v></c></row>';
    expect(await readInChild(sheet(titles + far.repeat(large.rows)))).toMatchObject({ rows: large.rows });
    const beyond = '<row><c r="A1" t="str"><v>Roux</v></c><c r="XFD1"><v>1</v></c></row>';
    await expect(describeSource(await temporaryFile(sheet(titles + beyond)))).rejects.toMatchObject({
      code: 'source_limits',
    });
    const formatted = '<row><c r="A1" t="str"><v>Roux</v></c><c r="XFD1" s="1"/></row>';
    expect((await readAll(await temporaryFile(sheet(titles + formatted)))).cells).toEqual([['Roux', '']]);
  });

  test('unclosed tags are skipped in one pass', async () => {
    for (const open of ['<c>', '<c ', '<c><v>', '<c t="inlineStr"><is><t>', '<c t="inlineStr"><rPh>'])
      expect(
        (await readAll(await temporaryFile(sheet(`${titles}<row><c><v>1</v></c>${open.repeat(200_000)}</row>`)))).cells,
      ).toEqual([['1', '']]);
    const styles = '<cellXfs><xf '.repeat(200_000);
    const book = writeZip({
      'xl/workbook.xml': `<workbook><sheets><sheet name="P" r:id="a"/>${'<sheet '.repeat(200_000)}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': '<Relationship Id="a" Target="/xl/worksheets/s.xml"/>',
      'xl/worksheets/s.xml': `<sheetData>${titles}<row><c><v>1</v></c></row>${'<row '.repeat(200_000)}`,
      'xl/styles.xml': styles,
    });
    expect((await readAll(await temporaryFile(book))).cells).toEqual([['1', '']]);
  });
});
