import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Terminal } from '../src/index.ts';
import type { ImportReport, Refusal } from '@etanche/records-import';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showReport } from '../src/records/show-report.ts';
import { writeReport } from '../src/records/write-report.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-report-'));
});
afterAll(() => rm(directory, { recursive: true }));

const longFile = `${'dossiers/'.repeat(30)}page-7.json`;
const longPath = `Observation.${'component.'.repeat(40)}code`;

function reportOf(refused: readonly Refusal[]): ImportReport {
  return {
    patients: { found: 1, written: 1, refused: 0 },
    resources: { found: 1234, written: { Patient: 1200 }, repeated: 0, refused: 34, unassigned: 0, copies: 0 },
    alreadyStored: { patients: 0, resources: 200 },
    unassigned: { added: 0, repeated: 0, counts: [] },
    bytes: 5_000_000,
    files: ['short.json', longFile],
    refused,
    reasons: { value_invalid: refused.length },
    duplicates: [],
    seconds: 1,
  };
}

function shown(report: ImportReport): string {
  const out = new PassThrough();
  showReport(new Terminal({ out, errors: out, now: () => 0, noColour: true }), report);
  return String(out.read());
}

function refusedAt(file: number, path: string): Refusal {
  return { file, item: 3, entry: 0, path, code: 'value_invalid' };
}

test('the terminal cuts long file names and paths, and keeps the end of the one and the beginning of the other', () => {
  const text = shown(reportOf([refusedAt(1, longPath), refusedAt(0, 'Observation.status')]));
  expect(text).toContain('/page-7.json');
  expect(text).toContain('Observation.component.');
  expect(text).not.toContain(longFile);
  expect(text).not.toContain(longPath);
  expect(text).toContain('Observation.status');
  expect(text).toContain('short.json');
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(160);
});

test('the terminal counts reasons, and what was written now apart from what was stored before', () => {
  const text = shown(reportOf([refusedAt(0, 'Observation.status')]));
  expect(text).toMatch(/written now\s+1\u202f000/);
  expect(text).toMatch(/already stored, confirmed by the server\s+200/);
  expect(text).toMatch(/value_invalid\s+1/);
});

test('the terminal shows 20 rejections and the number of the others', () => {
  const text = shown(reportOf(Array.from({ length: 23 }, (_, i) => refusedAt(0, `Observation.note[${i}]`))));
  expect(text).toContain('note[19]');
  expect(text).not.toContain('note[20]');
  expect(text).toContain('… and 3 more: --report FILE');
});

test('a report that omits nothing shows no table of omissions', () => {
  expect(shown(reportOf([]))).not.toContain('Omitted');
});

test('the file has whole paths, and its owner alone reads it, even where a file with another mode was there', async () => {
  const report = reportOf([refusedAt(1, longPath)]);
  for (const name of ['new.json', 'old.json']) {
    const path = join(directory, name);
    if (name === 'old.json') await writeFile(path, 'a longer text than the report '.repeat(200), { mode: 0o644 });
    await writeReport(path, report);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(report);
  }
});

test('the terminal says for each reason what to do, and for one that it does not know that R4 is violated', () => {
  const report = { ...reportOf([refusedAt(0, '')]), reasons: { not_utf8: 2, binary_not_stored: 1, some_rule: 1 } };
  const text = shown(report);
  expect(text).toMatch(/not_utf8\s+2\s+The encoding is not UTF-8: convert it/);
  expect(text).toMatch(/binary_not_stored\s+1\s+.*run the same command again/);
  expect(text).toMatch(/some_rule\s+1\s+It violates FHIR R4/);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(160);
});
