import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBirthDate, parseEmail, parseNir, parsePhone, splitEmails, splitPhones } from '@etanche/core-identifiers';
import {
  categories,
  describeSource,
  findCategory,
  makeExposure,
  mappingFromProposal,
  proposeMapping,
  readRows,
  roleCategory,
  sampleRows,
  type Row,
} from '@etanche/intake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  laboratoryColumns,
  laboratoryLike,
  leakDescription,
  syntheticPeople,
  writeLaboratoryFile,
  type LaboratoryTruth,
} from '../src/index.ts';

const options = { seed: 'test', ...laboratoryLike, broken: 0.02 };
const people = syntheticPeople({ seed: 'test', count: 2000 });
let folder = '';
let path = '';
let truth: LaboratoryTruth;
const rows: Row[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
  path = join(folder, 'laboratory.csv');
  truth = await writeLaboratoryFile(path, people, options);
  for await (const batch of readRows(path, await describeSource(path))) rows.push(...batch.rows);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the laboratory file', () => {
  test('the laboratory file is described with 61 columns, semicolons, Windows-1252 and a header', async () => {
    expect(await describeSource(path)).toMatchObject({
      ...{ format: 'csv', encoding: 'windows-1252', separator: ';', quote: '"', header: true },
      columns: laboratoryColumns.map(([name]) => name),
    });
    expect(laboratoryColumns).toHaveLength(61);
  });

  test('the proposed mapping is certain for each column, doubts only the broken rows, and matches the generator', async () => {
    const description = await describeSource(path);
    const proposal = proposeMapping(description, await sampleRows(path, description, 1000));
    expect(proposal.columns.filter(({ confidence }) => confidence !== 'certain')).toEqual([]);
    expect(proposal).toMatchObject({ doubts: ['rows_unreadable'], certain: false });
    expect(proposal.columns.map(({ column, role }) => [column, roleCategory(role)])).toEqual(laboratoryColumns);
  });

  test('every line is accounted for, and broken lines have their reasons', () => {
    const bad = rows.flatMap((row) => (row.ok ? [] : [{ number: row.number, code: row.code }]));
    expect(rows).toHaveLength(truth.records);
    expect(bad).toEqual(truth.broken);
    expect(new Set(bad.map(({ code }) => code))).toEqual(
      new Set(['too_few_cells', 'too_many_cells', 'unclosed_quote']),
    );
    const seen = truth.people.flatMap((person) => person.rows);
    expect(seen.length + bad.length).toBe(truth.records);
  });

  test('the identifiers and categories of each person are those of the truth', async () => {
    const description = await describeSource(path);
    const mapping = mappingFromProposal(proposeMapping(description, await sampleRows(path, description, 1000)));
    const exposure = makeExposure(mapping, new Map(categories.map(({ key, bit }) => [key, bit])));
    const column = (name: string): number => description.columns.indexOf(name);
    for (const { person, rows: numbers, nirs, phones, emails, categories: exposed } of truth.people) {
      const cells = numbers.flatMap((number) => {
        const row = rows[number - 1];
        return row?.ok === true ? [row.cells] : [];
      });
      expect(cells).toHaveLength(numbers.length);
      const at = (name: string, index: number): string => cells[index]?.[column(name)] ?? '';
      const read = cells.flatMap((_cells, index) => {
        const nir = parseNir(at('NUM_SECU', index));
        const key = at('CLE_SECU', index);
        if (!nir.ok || (key !== '' && Number(key) !== nir.value.key)) return [];
        const date = parseBirthDate(at('DATE_NAISS', index), { twoDigitYearPivot: 20, today: '2020-10-01' });
        return [`${nir.value.canonical}/${date.ok ? date.value.canonical : ''}`];
      });
      expect(new Set(read)).toEqual(new Set(nirs.map(({ nir, birthDate }) => `${nir}/${birthDate}`)));
      const texts = cells.flatMap((_cells, index) => splitPhones(`${at('TEL_FIXE', index)};${at('TEL_PORT', index)}`));
      expect(new Set(texts.flatMap((text) => parsed(parsePhone(text, 'FR'))))).toEqual(phones);
      const mails = cells.flatMap((_cells, index) => splitEmails(at('COURRIEL', index)));
      expect(new Set(mails.flatMap((text) => parsed(parseEmail(text))))).toEqual(emails);
      const bits = cells.reduce((sum, row) => sum | exposure(row), 0n);
      const expected = [...exposed].reduce((sum, key) => sum | (1n << BigInt(findCategory(key)?.bit ?? 99)), 0n);
      expect({ person, bits }).toEqual({ person, bits: expected });
    }
  });

  test('the laboratory file has the intended defects', () => {
    expect(people.filter(({ id }) => (truth.people[id]?.rows.length ?? 0) > 1).length).toBeGreaterThan(50);
    expect(truth.people.some((person) => person.rows.length === 0)).toBe(true);
    expect(truth.people.some((person) => person.nirs.some(({ birthDate }) => birthDate === ''))).toBe(true);
    const withEmail = rows.filter((row) => row.ok && row.cells.some((cell) => cell.includes('@'))).length;
    expect(withEmail / rows.length).toBeGreaterThan(0.06);
    expect(withEmail / rows.length).toBeLessThan(0.18);
    expect(rows.some((row) => row.ok && row.cells.some((cell) => cell.includes(';') && cell.includes('\r\n')))).toBe(
      true,
    );
  });

  test('the same seed gives the same bytes, and another seed does not', async () => {
    const again = join(folder, 'again.csv');
    const other = join(folder, 'other.csv');
    expect(await writeLaboratoryFile(again, people, options)).toEqual(truth);
    await writeLaboratoryFile(other, people, { ...options, seed: 'other' });
    const bytes = await readFile(path);
    expect(bytes.equals(await readFile(again))).toBe(true);
    expect(bytes.equals(await readFile(other))).toBe(false);
  });
});

test('the demonstration leak lists known categories once each', () => {
  const leak = leakDescription('2021-12-31');
  expect(leak.categories.map((key) => findCategory(key)?.key)).toEqual(leak.categories);
  expect(new Set(leak.categories).size).toBe(leak.categories.length);
});

function parsed<T>(result: { ok: true; value: T } | { ok: false }): T[] {
  return result.ok ? [result.value] : [];
}
