import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Bytes } from '@etanche/core-wire';

const HEADER_BYTES = 12;
const CHECK_BYTES = 16;
const READ_BYTES = 1024 * 1024;

/** One batch of sealed entries, with the numbers of its partition and batch. */
type LoggedBatch = { readonly partition: number; readonly batch: number; readonly entries: Buffer };

/**
 * The log of evaluated entries, appended batch by batch and synced to disk, so that a resumed import does not repeat
 * the work. A record consists of partition, batch and length in four bytes each, the entries, and 16 bytes of SHA-256,
 * by which a record that was cut off by a crash is recognised and dropped.
 */
export class EntryLog {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @returns the log, truncated after its last complete record, and the names of its batches */
  static async open(path: string): Promise<{ log: EntryLog; done: ReadonlySet<string> }> {
    const file = await open(path, 'a+', 0o600);
    const done = new Set<string>();
    let end = 0;
    for await (const { partition, batch, entries } of readRecords(file)) {
      done.add(batchName(partition, batch));
      end += HEADER_BYTES + entries.length + CHECK_BYTES;
    }
    await file.truncate(end);
    return { log: new EntryLog(file), done };
  }

  async append(partition: number, batch: number, entries: Bytes): Promise<void> {
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt32BE(partition, 0);
    head.writeUInt32BE(batch, 4);
    head.writeUInt32BE(entries.length, 8);
    // A single write call, so that concurrent appends do not mix.
    await this.#file.appendFile(Buffer.concat([head, entries, check(head, entries)]));
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Every complete record of a log, in the order in which they were appended. */
export async function* readEntryLog(path: string): AsyncGenerator<LoggedBatch> {
  await using file = await open(path, 'r');
  yield* readRecords(file);
}

export function batchName(partition: number, batch: number): string {
  return `${partition}.${batch}`;
}

async function* readRecords(file: FileHandle): AsyncGenerator<LoggedBatch> {
  let waiting = Buffer.alloc(0);
  let position = 0;
  for (;;) {
    const length = waiting.length < HEADER_BYTES ? HEADER_BYTES : recordBytes(waiting);
    if (waiting.length >= length && length > HEADER_BYTES) {
      const record = waiting.subarray(0, length);
      const entries = record.subarray(HEADER_BYTES, length - CHECK_BYTES);
      if (!check(record.subarray(0, HEADER_BYTES), entries).equals(record.subarray(length - CHECK_BYTES))) return;
      yield { partition: record.readUInt32BE(0), batch: record.readUInt32BE(4), entries };
      waiting = waiting.subarray(length);
      continue;
    }
    const chunk = Buffer.alloc(Math.max(READ_BYTES, length - waiting.length));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    waiting = Buffer.concat([waiting, chunk.subarray(0, bytesRead)]);
  }
}

function recordBytes(head: Buffer): number {
  return HEADER_BYTES + head.readUInt32BE(8) + CHECK_BYTES;
}

function check(head: Uint8Array, entries: Uint8Array): Buffer {
  return createHash('sha256').update(head).update(entries).digest().subarray(0, CHECK_BYTES);
}
