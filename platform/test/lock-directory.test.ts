import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryLock } from '../src/index.ts';

const entry = new URL('../src/index.ts', import.meta.url).href;

describe('DirectoryLock', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'etanche-lock-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  test('a second lock is refused until the first is released', () => {
    const first = DirectoryLock.acquire(directory);
    expect(() => DirectoryLock.acquire(directory)).toThrow(expect.objectContaining({ code: 'directory_locked' }));
    expect(() => DirectoryLock.acquire(directory)).toThrow(`process ${process.pid}`);
    first.release();
    using second = DirectoryLock.acquire(directory);
    expect(second.isHeld).toBe(true);
  });

  test('a lock is kept after another attempt was refused', () => {
    using first = DirectoryLock.acquire(directory);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(() => DirectoryLock.acquire(directory)).toThrow(expect.objectContaining({ code: 'directory_locked' }));
    }
    expect(first.isHeld).toBe(true);
  });

  test('a lock excludes other processes, and is released by kill -9', async () => {
    const program = `
      const { DirectoryLock } = await import(${JSON.stringify(entry)});
      // A lock that nothing refers to is released by the garbage collector.
      globalThis.lock = DirectoryLock.acquire(${JSON.stringify(directory)});
      console.log('held');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(() => DirectoryLock.acquire(directory)).toThrow(expect.objectContaining({ code: 'directory_locked' }));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    using next = DirectoryLock.acquire(directory);
    expect(next.isHeld).toBe(true);
  });

  test('acquire creates a missing directory', () => {
    using lock = DirectoryLock.acquire(join(directory, 'new', 'er'));
    expect(lock.isHeld).toBe(true);
  });
});
