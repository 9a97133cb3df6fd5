import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PlatformError } from './platform-error.ts';

/** An exclusive lock on a directory, which is released when the process ends, even by a crash. */
export class DirectoryLock {
  readonly #database: DatabaseSync;
  readonly #holderFile: string;

  /** @throws PlatformError `directory_locked` when another process, or this one, has locked the directory */
  static acquire(directory: string): DirectoryLock {
    mkdirSync(directory, { recursive: true });
    return new DirectoryLock(directory);
  }

  private constructor(directory: string) {
    this.#holderFile = join(directory, '.lock-holder');
    // Node has no flock. On every platform SQLite takes an operating system lock on its file, which the
    // kernel releases with the process: kill -9 leaves no stale lock, and no process ids need to be compared.
    // POSIX drops a process's locks on *any* close of the file: nothing else here may open `.lock`.
    this.#database = new DatabaseSync(join(directory, '.lock'), { timeout: 0 });
    try {
      this.#database.exec('BEGIN EXCLUSIVE');
    } catch {
      this.#database.close();
      throw new PlatformError('directory_locked', `Another run (${this.#holder()}) is using ${directory}.`);
    }
    writeFileSync(this.#holderFile, `${process.pid}\n`, { mode: 0o600 });
  }

  get isHeld(): boolean {
    return this.#database.isOpen;
  }

  release(): void {
    if (!this.#database.isOpen) return;
    rmSync(this.#holderFile, { force: true });
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.release();
  }

  #holder(): string {
    try {
      return `process ${readFileSync(this.#holderFile, 'utf8').trim()}`;
    } catch {
      return 'an unknown process';
    }
  }
}
