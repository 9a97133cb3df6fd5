import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = new URL('../src/main.ts', import.meta.url).pathname;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-thefts-write-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function thefts(document: string): Promise<unknown> {
  return promisify(execFile)(process.execPath, [main, 'thefts', '--check', '--json', '--write', document]);
}

test('a document without the marker of the run is refused before an attack begins', async () => {
  const document = join(directory, 'other.md');
  const text = '<!-- begin attacks-records -->\n\nkept\n\n<!-- end attacks-records -->\n';
  await writeFile(document, text);
  await expect(thefts(document)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('(block_invalid)') as string,
  });
  expect(await readFile(document, 'utf8')).toBe(text);
});

test('a document that does not exist is refused before an attack begins', async () => {
  await expect(thefts(join(directory, 'absent.md'))).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('(document_unreadable)') as string,
  });
});
