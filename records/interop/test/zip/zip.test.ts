import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '@etanche/core-wire';
import { openZip } from '../../src/zip/read-zip.ts';
import { writeZip } from '../../src/zip/write-zip.ts';
import { zipLimits, type ZipLimits } from '../../src/zip/zip-limits.ts';
import { onMutations } from '../support/mutated.ts';
import { messageOf, refusal } from '../support/refusal.ts';

const time = '20261122100000';
const zip = (...paths: readonly string[]): Uint8Array =>
  writeZip(
    paths.map((path) => ({ path, bytes: utf8('content') })),
    time,
  );
const open = (bytes: Uint8Array, limits: Partial<ZipLimits> = {}): readonly string[] => {
  const { paths, read } = openZip(bytes, { ...zipLimits, ...limits });
  for (const path of paths) read(path);
  return paths;
};

describe('a written archive', () => {
  test('has the same bytes each time, and is read back', () => {
    const files = [
      { path: 'README.TXT', bytes: utf8('x'.repeat(10_000)) },
      { path: 'IHE_XDM/SUBSET01/A.XML', bytes: Uint8Array.of(0, 255, 7) },
      { path: 'EMPTY.TXT', bytes: new Uint8Array() },
    ];
    const bytes = writeZip(files, time);
    expect(writeZip(files, time)).toEqual(bytes);
    const { paths, read } = openZip(bytes, zipLimits);
    expect(paths.map((path) => ({ path, bytes: Uint8Array.from(read(path)) }))).toEqual(
      files.map(({ path, bytes: content }) => ({ path, bytes: Uint8Array.from(content) })),
    );
  });

  test('is read by Python, where it is installed', ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) skip();
    const folder = mkdtempSync(join(tmpdir(), 'etanche-zip-'));
    try {
      const file = join(folder, 'a.zip');
      writeFileSync(file, zip('README.TXT', 'IHE_XDM/SUBSET01/A.XML'));
      const program =
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\n' +
        'print([(i.filename, i.date_time, z.read(i).decode()) for i in z.infolist()])';
      expect(execFileSync('python3', ['-c', program, file]).toString().trim()).toBe(
        "[('README.TXT', (2026, 11, 22, 10, 0, 0), 'content'), " +
          "('IHE_XDM/SUBSET01/A.XML', (2026, 11, 22, 10, 0, 0), 'content')]",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an archive from outside', () => {
  test('is read with folders, backslashes and a comment', () => {
    const written = zipSync({ 'a/': new Uint8Array(), 'a/b.xml': utf8('1'), './c.xml': utf8('2') });
    expect(open(written)).toEqual(['a/b.xml', 'c.xml']);
    expect(open(renamed(zip('a_b.xml'), 'a_b.xml', 'a\\b.xml'))).toEqual(['a/b.xml']);
    const bytes = zip('A.XML');
    const commented = concat(bytes.subarray(0, -2), Uint8Array.of(3, 0), utf8('abc'));
    expect(open(commented)).toEqual(['A.XML']);
  });

  test.each([
    '../../b.xml',
    '/etc/b.xml',
    'C:\\b.xml',
    'a/../b.xm',
    'a//bb.xml',
    '..\\..\\b.xm',
    'a/./b.xml',
    'b\u0000.xml',
  ])('with the path %j is rejected', (path) => {
    expect(() => open(renamed(zip('x'.repeat(path.length)), 'x'.repeat(path.length), path))).toThrow(
      refusal('zip_unsafe'),
    );
  });

  test('with two entries of one path is rejected, also if only the case differs', () => {
    expect(() => open(zip('A.XML', 'A.XML'))).toThrow(refusal('zip_unsafe'));
    expect(() => open(zip('A.XML', 'a.xml'))).toThrow(refusal('zip_unsafe'));
  });

  test('with a symbolic link or a device is rejected', () => {
    for (const mode of [0xa1ff, 0x2180]) {
      expect(() => open(zipSync({ 'a.xml': [utf8('/etc/passwd'), { os: 3, attrs: mode * 0x10000 }] }))).toThrow(
        refusal('zip_unsafe'),
      );
    }
    expect(open(zipSync({ 'a.xml': [utf8('1'), { os: 3, attrs: 0x81a4 * 0x10000 }] }))).toEqual(['a.xml']);
  });

  test.each<[string, number, number, string]>([
    ['encrypted', 8, 0x01, 'zip_encrypted'],
    ['strongly encrypted', 8, 0x41, 'zip_encrypted'],
    ['packed with bzip2', 10, 12, 'zip_unsupported'],
    ['an entry of zip64', 43, 0xff, 'zip_damaged'],
  ])('that is %s is rejected', (_name, at, value, code) => {
    const bytes = zip('A.XML');
    bytes[entryAt(bytes) + at] = value;
    expect(() => open(bytes)).toThrow(refusal(code));
  });

  test('that is a zip64 is rejected', () => {
    const bytes = zip('A.XML');
    bytes.fill(0xff, entryAt(bytes) + 20, entryAt(bytes) + 24);
    expect(() => open(bytes)).toThrow(refusal('zip_unsupported'));
  });

  test('is rejected if its limits are exceeded, and read at the limit', () => {
    const bytes = zip('A.XML', 'B.XML');
    const limits = { bytes: bytes.length, entries: 2, unpacked: 14, nameLength: 5 };
    expect(open(bytes, limits)).toEqual(['A.XML', 'B.XML']);
    for (const [name, most] of Object.entries(limits)) {
      expect(() => open(bytes, { [name]: most - 1 })).toThrow(refusal('zip_limits'));
    }
  });

  test('that grows too much is rejected before it is unpacked', () => {
    const bomb = writeZip([{ path: 'A.XML', bytes: new Uint8Array(5_000_000) }], time);
    expect(bomb.length).toBeLessThan(10_000);
    expect(() => open(bomb)).toThrow(refusal('zip_limits'));
  });

  test('that states a smaller size than its data have is rejected', () => {
    const bomb = writeZip([{ path: 'A.XML', bytes: new Uint8Array(5_000_000) }], time);
    new DataView(bomb.buffer).setUint32(entryAt(bomb) + 24, 1000, true);
    expect(() => open(bomb)).toThrow(refusal('zip_damaged'));
  });

  test('whose entries share their data is rejected', () => {
    const bytes = zip('A.XML', 'B.XML');
    const second = entryAt(bytes) + 46 + 'A.XML'.length;
    new DataView(bytes.buffer).setUint32(second + 42, 0, true);
    expect(() => open(bytes)).toThrow(refusal('zip_damaged'));
  });

  test('whose content has changed is rejected', () => {
    const bytes = zip('A.XML');
    const at = 30 + 'A.XML'.length;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(() => open(bytes)).toThrow(refusal('zip_damaged'));
  });

  test('that has another directory behind its end is rejected', () => {
    expect(() => open(concat(zip('A.XML'), utf8('\n')))).toThrow(refusal('zip_damaged'));
    expect(() => open(new Uint8Array())).toThrow(refusal('zip_damaged'));
  });

  test('is read or rejected with a code after any change, and no error quotes it', () => {
    const sources = [
      zip('DUPONT.XML', 'IHE_XDM/SUBSET01/METADATA.XML'),
      new Uint8Array(readFileSync(join(import.meta.dirname, '../fixtures/direct/samplexdm.zip'))),
    ];
    onMutations(sources, (bytes) => {
      expect(messageOf(() => open(bytes))).not.toContain('DUPONT');
    });
  });
});

/** The offset of the first entry of the directory. */
function entryAt(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 6, true);
}

/** Replaces a name by one of the same length, wherever it is. */
function renamed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const whole = text.replaceAll(from, to);
  return Uint8Array.from({ length: whole.length }, (_byte, index) => whole.charCodeAt(index));
}
