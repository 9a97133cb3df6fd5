import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPrivateFile, makePrivateDirectory, readPrivateFile, writePrivateFile } from '../src/index.ts';

const open = expect.objectContaining({ code: 'private_file_open' }) as Error;
const modeOf = (path: string) => statSync(path).mode & 0o777;
let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'etanche-private-'));
  path = join(root, 'secret');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('a secret file', () => {
  test('a file is written whole, for its owner alone, and replaced', async () => {
    await writePrivateFile(path, 'first');
    await writePrivateFile(path, Buffer.from('second'));
    expect(readPrivateFile(path)?.toString()).toBe('second');
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(root)).toEqual(['secret']);
  });

  test('a file is created once, also by several processes at a time', async () => {
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => createPrivateFile(path, name, name)));
    const first = readPrivateFile(path)?.toString();
    expect(names).toContain(first);
    await createPrivateFile(path, 'later', 'later');
    expect(readPrivateFile(path)?.toString()).toBe(first);
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(root)).toEqual(['secret']);
  });

  test('a temporary file that a killed process left behind is replaced', async () => {
    writeFileSync(join(root, '.secret.new'), 'half');
    await writePrivateFile(path, 'whole');
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(readdirSync(root)).toEqual(['secret']);
  });

  test('a missing file is null', () => {
    expect(readPrivateFile(path)).toBeNull();
  });

  test('a new directory is its owner’s alone', () => {
    const directory = join(root, 'a', 'b');
    makePrivateDirectory(directory);
    makePrivateDirectory(directory);
    expect(modeOf(directory)).toBe(0o700);
  });
});

describe.skipIf(process.platform === 'win32')('a secret file that others may access', () => {
  test.for([0o640, 0o604, 0o620, 0o610, 0o601])('a file with the mode %o is rejected', (mode) => {
    writeFileSync(path, 'secret');
    chmodSync(path, mode);
    expect(() => readPrivateFile(path)).toThrow(open);
    chmodSync(path, 0o600);
    expect(readPrivateFile(path)?.toString()).toBe('secret');
  });

  test.for([0o750, 0o705, 0o701])('a file in a directory with the mode %o is rejected', (mode) => {
    const directory = join(root, 'open');
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(join(directory, 'secret'), 'secret', { mode: 0o600 });
    chmodSync(directory, mode);
    expect(() => readPrivateFile(join(directory, 'secret'))).toThrow(open);
  });

  test('a file of another user is rejected', () => {
    writeFileSync(path, 'secret', { mode: 0o600 });
    const { uid } = statSync(path);
    expect(readPrivateFile(path, { user: uid })?.toString()).toBe('secret');
    expect(() => readPrivateFile(path, { user: uid + 1 })).toThrow(open);
  });

  test('a credential of systemd may be readable by a group and belong to root, and no more', () => {
    writeFileSync(path, 'secret', { mode: 0o600 });
    const { uid } = statSync(path);
    chmodSync(path, 0o440);
    expect(readPrivateFile(path, { bySystemd: true, user: uid + 1 })?.toString()).toBe('secret');
    chmodSync(path, 0o444);
    expect(() => readPrivateFile(path, { bySystemd: true })).toThrow(open);
    chmodSync(path, 0o460);
    expect(() => readPrivateFile(path, { bySystemd: true })).toThrow(open);
  });
});
