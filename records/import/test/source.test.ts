import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportError } from '../src/import-error.ts';
import { readLines, readWhole } from '../src/source/read-lines.ts';
import { readSourceFiles } from '../src/source/source-files.ts';
import { readTar } from '../src/source/read-tar.ts';
import { writeTar } from './support/write-tar.ts';
import { writeZip } from './support/write-zip.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-import-source-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function readAll(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const { number, name, isLines, doubt, body } of readSourceFiles(paths)) {
    const text = new TextDecoder().decode((await readWhole(body, 1000)) ?? undefined);
    files.push(`${number} ${name} ${doubt ?? (isLines ? 'lines' : 'text')} ${text}`);
  }
  return files;
}

describe('a tar archive', () => {
  const long = `${'folder/'.repeat(20)}patient.json`;
  const archive = writeTar([
    { name: 'a.json', content: 'é' },
    { name: 'folder', content: '', type: '5' },
    { name: 'empty.json', content: '' },
    { name: long, content: 'x'.repeat(1500) },
    { name: 'link.json', content: '', type: '2' },
  ]);

  test.each([1, 7, 512, 100_000])('is read completely in chunks of %i bytes', async (size) => {
    const files: [string, number][] = [];
    for await (const { name, body } of readTar(inChunks(archive, size))) {
      files.push([name, (await readWhole(body, 2000))?.length ?? -1]);
    }
    expect(files).toEqual([
      ['a.json', 2],
      ['empty.json', 0],
      [long, 1500],
    ]);
  });

  test('continues after a file that was not read', async () => {
    const names: string[] = [];
    for await (const { name } of readTar(inChunks(archive, 100))) names.push(name);
    expect(names).toEqual(['a.json', 'empty.json', long]);
  });

  test.each([
    ['ends within a file', archive.subarray(0, 515)],
    ['ends within a header', archive.subarray(0, 1200)],
    ['has a header with a wrong checksum', Uint8Array.from(archive, (byte, i) => (i === 3 ? byte ^ 1 : byte))],
  ])('that %s is rejected', async (_name, bytes) => {
    const reading = async (): Promise<void> => {
      for await (const { body } of readTar(inChunks(bytes, 100))) await readWhole(body, 2000);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'source_unreadable' });
  });
});

describe('the files of an import', () => {
  test('are sorted by name in folders and keep their order in archives, and unknown endings have a doubt', async () => {
    const folder = join(directory, 'export');
    await mkdir(join(folder, 'b'), { recursive: true });
    await writeFile(join(folder, 'c.json'), '{}');
    await writeFile(join(folder, 'b', 'z.ndjson.gz'), gzipSync('1\n2\n'));
    await writeFile(join(folder, 'notes.txt'), 'none');
    await writeFile(join(folder, '._c.json'), 'AppleDouble');
    const archive = join(directory, 'x.tar.gz');
    await writeFile(
      archive,
      gzipSync(
        writeTar([
          { name: 'q.json', content: '[]' },
          { name: 'p.json', content: '{}' },
        ]),
      ),
    );
    expect(await readAll([folder, archive])).toEqual([
      '0 b/z.ndjson.gz lines 1\n2\n',
      '1 c.json text {}',
      '2 notes.txt file_name_unknown none',
      '3 x.tar.gz/q.json text []',
      '4 x.tar.gz/p.json text {}',
    ]);
    expect(await readAll([join(folder, 'notes.txt')])).toEqual(['0 notes.txt text none']);
  });

  test('are read from archives within archives', async () => {
    const inner = writeTar([{ name: 'a.json', content: '{"a":1}' }]);
    const path = join(directory, 'outer.zip');
    await writeFile(path, writeZip({ 'in/inner.tar': inner, 'b.json': '{}', '__MACOSX/b.json': 'fork' }));
    expect(await readAll([path])).toEqual([
      '0 outer.zip/in/inner.tar/a.json text {"a":1}',
      '1 outer.zip/b.json text {}',
    ]);
    const nested = join(directory, 'nested.zip');
    await writeFile(nested, writeZip({ 'outer.zip': await readFile(path) }));
    expect(await readAll([nested])).toEqual([
      '0 nested.zip/outer.zip/in/inner.tar/a.json text {"a":1}',
      '1 nested.zip/outer.zip/b.json text {}',
    ]);
  });

  test('fail when they are missing or damaged', async () => {
    const damaged = join(directory, 'damaged.json.gz');
    await writeFile(damaged, gzipSync('{}').subarray(0, 15));
    const archive = join(directory, 'damaged.zip');
    await writeFile(archive, 'PK no archive');
    for (const path of [join(directory, 'nowhere.json'), damaged, archive]) {
      await expect(readAll([path])).rejects.toMatchObject({ code: 'source_unreadable' });
    }
  });

  test('are not opened before they are read, so a truncated gzip or a deleted file does not end the program', async () => {
    const folder = join(directory, 'unread');
    await mkdir(folder);
    await writeFile(join(folder, 'a.json.gz'), gzipSync('{}').subarray(0, 15));
    await writeFile(join(folder, 'b.json'), '{}');
    const names: string[] = [];
    for await (const { name } of readSourceFiles([folder])) {
      names.push(name);
      await rm(join(folder, name));
    }
    expect(names).toEqual(['a.json.gz', 'b.json']);
  });

  test('include a broken link in a folder as an unreadable file, and the others are read', async () => {
    const folder = join(directory, 'linked');
    await mkdir(folder);
    await symlink(join(directory, 'nowhere'), join(folder, 'a.json'));
    await writeFile(join(folder, 'b.json'), '{}');
    const outcomes: string[] = [];
    for await (const { name, body } of readSourceFiles([folder])) {
      const content = await readWhole(body, 1000).catch((error: unknown) => error);
      outcomes.push(`${name} ${content instanceof Uint8Array ? 'read' : (content as ImportError).code}`);
    }
    expect(outcomes).toEqual(['a.json source_unreadable', 'b.json read']);
    await expect(readAll([join(folder, 'a.json')])).rejects.toMatchObject({ code: 'source_unreadable' });
  });

  test('fail when a member of a zip expands too much', async () => {
    const path = join(directory, 'bomb.zip');
    await writeFile(path, writeZip({ 'bomb.json': Buffer.alloc(4 << 20) }));
    await expect(readAll([path])).rejects.toMatchObject({ code: 'source_limits' });
  });
});

describe('lines', () => {
  const read = async (text: string, size: number, most = 100): Promise<[number, string][]> => {
    const lines: [number, string][] = [];
    for await (const { number, bytes } of readLines(inChunks(new TextEncoder().encode(text), size), most)) {
      lines.push([number, bytes === null ? 'too long' : new TextDecoder().decode(bytes)]);
    }
    return lines;
  };

  test.each([1, 2, 3, 50])('are the same in chunks of %i bytes', async (size) => {
    expect(await read('é\r\n\nb\nlast', size)).toEqual([
      [1, 'é'],
      [3, 'b'],
      [4, 'last'],
    ]);
  });

  test('over the limit are skipped, and the others are read', async () => {
    expect(await read(`a\n${'x'.repeat(101)}\nb`, 10)).toEqual([
      [1, 'a'],
      [2, 'too long'],
      [3, 'b'],
    ]);
    expect(await read('x'.repeat(101), 10)).toEqual([[1, 'too long']]);
    expect(await readWhole(inChunks(new Uint8Array(11), 4), 10)).toBeNull();
  });
});
