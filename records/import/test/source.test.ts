import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLines, readWhole } from '../src/source/read-lines.ts';
import { readSourceFiles } from '../src/source/source-files.ts';
import { readTar } from '../src/source/read-tar.ts';
import { writeTar } from './support/write-tar.ts';

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
  const found: string[] = [];
  for await (const { number, name, format, body } of readSourceFiles(paths)) {
    found.push(`${number} ${name} ${format} ${new TextDecoder().decode(await readWhole(body, 1000))}`);
  }
  return found;
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

  test.each([1, 7, 512, 100_000])('is read whole in chunks of %i bytes', async (size) => {
    const found: [string, number][] = [];
    for await (const { name, body } of readTar(inChunks(archive, size))) {
      found.push([name, (await readWhole(body, 2000)).length]);
    }
    expect(found).toEqual([
      ['a.json', 2],
      ['empty.json', 0],
      [long, 1500],
    ]);
  });

  test('goes on behind a file that nobody read', async () => {
    const names: string[] = [];
    for await (const { name } of readTar(inChunks(archive, 100))) names.push(name);
    expect(names).toEqual(['a.json', 'empty.json', long]);
  });

  test.each([
    ['is cut in a file', archive.subarray(0, 515)],
    ['is cut in a header', archive.subarray(0, 1200)],
    ['has a header with another checksum', Uint8Array.from(archive, (byte, i) => (i === 3 ? byte ^ 1 : byte))],
  ])('that %s is refused', async (_what, bytes) => {
    const reading = async (): Promise<void> => {
      for await (const { body } of readTar(inChunks(bytes, 100))) await readWhole(body, 2000);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'source_unreadable' });
  });
});

describe('the files of an import', () => {
  test('come from folders by name, from archives in their order, unpacked, and from nothing else', async () => {
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
      '0 z.ndjson.gz ndjson 1\n2\n',
      '1 c.json json {}',
      '2 q.json json []',
      '3 p.json json {}',
    ]);
  });

  test('are refused where they are missing, of another kind, or damaged', async () => {
    const text = join(directory, 'notes.txt');
    const damaged = join(directory, 'damaged.json.gz');
    await writeFile(text, 'x');
    await writeFile(damaged, gzipSync('{}').subarray(0, 15));
    for (const path of [join(directory, 'nowhere.json'), text, damaged]) {
      await expect(readAll([path])).rejects.toMatchObject({ code: 'source_unreadable' });
    }
  });
});

describe('lines', () => {
  const read = async (text: string, size: number, most = 100): Promise<[number, string][]> => {
    const lines: [number, string][] = [];
    for await (const { number, bytes } of readLines(inChunks(new TextEncoder().encode(text), size), most)) {
      lines.push([number, new TextDecoder().decode(bytes)]);
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

  test('over the limit are refused, whether they end or not', async () => {
    await expect(read('x'.repeat(101), 10)).rejects.toMatchObject({ code: 'source_limits' });
    await expect(readWhole(inChunks(new Uint8Array(11), 4), 10)).rejects.toMatchObject({ code: 'source_limits' });
  });
});
