import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { markdownTable, replaceBlock, requireBlocks, writeBlock } from '../src/index.ts';

const before = '# Title\n\nText $1 and `$&`.\n\n';
const other = '<!-- begin other -->\n\nkept\n\n<!-- end other -->\n';
const document = `${before}<!-- begin figures -->\n\nold\n\n<!-- end figures -->\n\n${other}`;

describe('replaceBlock', () => {
  test('replaces the text between the markers and leaves the rest untouched', () => {
    expect(replaceBlock(document, 'figures', 'new')).toBe(
      `${before}<!-- begin figures -->\n\nnew\n\n<!-- end figures -->\n\n${other}`,
    );
  });

  test('writes patterns of replacement as they are', () => {
    expect(replaceBlock(document, 'figures', "$& $1 $' $$")).toContain("\n\n$& $1 $' $$\n\n");
  });

  test('gives the same document when it replaces twice', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const once = replaceBlock(document, 'figures', second);
        expect(replaceBlock(replaceBlock(document, 'figures', first), 'figures', second)).toBe(once);
        expect(once.startsWith(before)).toBe(true);
        expect(once.endsWith(other)).toBe(true);
      }),
    );
  });

  test.each([
    ['the first marker is missing', 'x\n<!-- end figures -->', 'new'],
    ['the last marker is missing', '<!-- begin figures -->\nx', 'new'],
    ['both markers are missing', other, 'new'],
    ['a marker is there twice', `${document}${document}`, 'new'],
    ['the markers are in the wrong order', '<!-- end figures --> <!-- begin figures -->', 'new'],
    ['the new text contains a marker', document, 'x <!-- end other -->'],
  ])('is refused when %s', (_case, text, content) => {
    expect(() => replaceBlock(text, 'figures', content)).toThrow(expect.objectContaining({ code: 'block_invalid' }));
  });
});

describe('a document on the disk', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etanche-document-'));
    file = join(directory, 'figures.md');
    await writeFile(file, document);
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  test('has the new block, and no temporary file stays beside it', async () => {
    await writeBlock(file, 'figures', 'new');
    expect(await readFile(file, 'utf8')).toBe(replaceBlock(document, 'figures', 'new'));
    expect(await readdir(directory)).toEqual(['figures.md']);
  });

  test('stays as it was when the block is missing', async () => {
    await expect(writeBlock(file, 'absent', 'new')).rejects.toMatchObject({ code: 'block_invalid' });
    expect(await readFile(file, 'utf8')).toBe(document);
  });

  test('is verified before a measurement begins', async () => {
    await requireBlocks(file, ['figures', 'other']);
    await expect(requireBlocks(file, ['figures', 'absent'])).rejects.toMatchObject({ code: 'block_invalid' });
    await expect(requireBlocks(join(directory, 'absent.md'), [])).rejects.toMatchObject({
      code: 'document_unreadable',
    });
    expect(await readFile(file, 'utf8')).toBe(document);
  });
});

describe('markdownTable', () => {
  test('aligns numbers to the right and keeps each cell in its column', () => {
    expect(markdownTable(['What', 'How many'], [['a | b\nc', '12']], ['How many'])).toBe(
      '| What | How many |\n|---|---:|\n| a \\| b c | 12 |',
    );
  });
});
