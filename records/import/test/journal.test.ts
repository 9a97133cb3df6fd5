import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PatientOutcome } from '../src/report.ts';
import { openJournal } from '../src/write/journal.ts';

const practice = 'a'.repeat(26);
let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-import-journal-'));
  path = join(directory, 'journal.ndjson');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function outcome(letter: string): PatientOutcome {
  const refused = [{ file: 1, item: 2, entry: 0, path: 'Patient.name', code: 'required' }];
  const scope = letter.repeat(25) + 'a';
  return {
    scope,
    keys: [letter.repeat(22)],
    written: { Patient: 1 },
    bytes: 12,
    repeated: 0,
    copies: 0,
    refused,
    identity: null,
  };
}

test('a journal is complete after a restart, and only its owner can read it', async () => {
  const first = await openJournal(directory, practice);
  await first.add(outcome('b'));
  await first.add(outcome('c'));
  await first.close();
  const second = await openJournal(directory, practice);
  expect(second.outcomes()).toEqual([outcome('b'), outcome('c')]);
  expect(second.scopeOf(['x', 'b'.repeat(22)])).toBe(outcome('b').scope);
  expect(second.scopeOf(['d'.repeat(22)])).toBeNull();
  await second.close();
  expect((await stat(path)).mode & 0o077).toBe(0);
});

test.each([1, 20, 100])('a last line without its last %i bytes is written again', async (missing) => {
  const first = await openJournal(directory, practice);
  await first.add(outcome('b'));
  await first.add(outcome('c'));
  await first.close();
  const content = await readFile(path, 'utf8');
  await writeFile(path, content.slice(0, -missing));
  const second = await openJournal(directory, practice);
  expect(second.outcomes()).toEqual([outcome('b')]);
  await second.add(outcome('c'));
  await second.close();
  expect(await readFile(path, 'utf8')).toBe(content);
});

test('a journal of another practice or a damaged one is rejected', async () => {
  await (await openJournal(directory, practice)).close();
  await expect(openJournal(directory, 'e'.repeat(26))).rejects.toMatchObject({ code: 'journal_invalid' });
  await appendFile(path, '{"scope":"x"}\n');
  await expect(openJournal(directory, practice)).rejects.toMatchObject({ code: 'journal_invalid' });
  await writeFile(path, 'no JSON\n');
  await expect(openJournal(directory, practice)).rejects.toMatchObject({ code: 'journal_invalid' });
});
