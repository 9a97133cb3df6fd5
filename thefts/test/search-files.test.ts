import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ByteSearch } from '../src/tools/search-bytes.ts';
import { searchFiles } from '../src/tools/search-files.ts';

const nir = '178059933010817';
const search = new ByteSearch([
  { person: 1, values: [nir, 'héloïse.le-goff@exemple.fr'] },
  { person: 2, values: ['+33612345678'] },
]);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-search-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

test.each([
  ['without encoding', Buffer.from(`a;${nir};b`)],
  ['in UTF-16', Buffer.from(nir, 'utf16le')],
  ['in Windows-1252 capitals', Buffer.from('HÉLOÏSE.LE-GOFF@EXEMPLE.FR', 'latin1')],
  ['in hexadecimal', Buffer.from(Buffer.from(nir).toString('hex'))],
  ['as a bare SHA-256 fingerprint', createHash('sha256').update(nir).digest()],
  ['as that fingerprint in hexadecimal', Buffer.from(createHash('sha256').update(nir).digest('hex'))],
  ...[0, 1, 2].map((shift): [string, Buffer] => [
    `inside base64, ${shift} bytes in`,
    Buffer.from(Buffer.from(`${'x'.repeat(shift)}${nir}yz`).toString('base64')),
  ]),
])('finds a value %s, and no other person', (_name, bytes) => {
  expect(search.find(Buffer.concat([randomBytes(50), bytes, randomBytes(50)]))).toEqual(new Set([1]));
});

test('finds a value on the border of two pieces, in a subfolder', async () => {
  await mkdir(join(directory, 'deep', 'er'), { recursive: true });
  const bytes = Buffer.alloc((8 << 20) + 100, 0x2e);
  bytes.write('+33612345678', (8 << 20) - 5);
  await writeFile(join(directory, 'deep', 'er', 'dump'), bytes);
  const found = await searchFiles([directory], search);
  expect(found.persons).toEqual(new Set([2]));
  expect(found.files).toBe(1);
});

test.each([0, 1, 2, 3, 4])('finds a value on the border of an empty page, %i bytes before it', (bytesBefore) => {
  const pages = Buffer.alloc(5 * 4096);
  pages.write(nir, 4096 - bytesBefore);
  pages.write('+33612345678', 4 * 4096 - 12 + bytesBefore);
  expect(search.find(pages)).toEqual(new Set([1, 2]));
});

test('a requested path that does not exist is an error', async () => {
  await expect(searchFiles([join(directory, 'nowhere')], search)).rejects.toThrow('ENOENT');
});

test('finds nobody in random bytes', () => {
  expect(search.find(randomBytes(1 << 20))).toEqual(new Set());
});
