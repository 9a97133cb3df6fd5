import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '@etanche/core-wire';
import { removeIfThere, renameDurably } from '../durable-file.ts';
import { readSpill, SpillWriter } from './spill-file.ts';

/** Source bytes per partition: its people and terms fit in memory several times. */
const SOURCE_BYTES = 2 * 1024 * 1024;
/** Three sets of partitions are written at once, each file with a chunk in memory. */
const MOST = 512;

export function partitionCount(sourceBytes: number): number {
  return Math.min(MOST, Math.max(1, Math.ceil(sourceBytes / SOURCE_BYTES)));
}

/**
 * Encrypted files among which records are distributed by their ids. The directory gets its final name when all are
 * complete.
 */
export class PartitionWriter {
  readonly #directory: string;
  readonly #files: readonly SpillWriter[];

  private constructor(directory: string, files: readonly SpillWriter[]) {
    this.#directory = directory;
    this.#files = files;
  }

  static async create(
    directory: string,
    partitions: number,
    spillKey: Uint8Array,
    random: (length: number) => Bytes,
  ): Promise<PartitionWriter> {
    await removeIfThere(directory);
    await removeIfThere(`${directory}.tmp`);
    mkdirSync(`${directory}.tmp`, { mode: 0o700 });
    const files = Array.from({ length: partitions }, (_, partition) => {
      const name = fileName(partition);
      return new SpillWriter(join(`${directory}.tmp`, name), spillKey, name, random);
    });
    return new PartitionWriter(directory, files);
  }

  write(name: Uint8Array, record: Buffer): void {
    const partition = ((((name[0] ?? 0) << 8) | (name[1] ?? 0)) * this.#files.length) >> 16;
    this.#files[partition]?.write(record);
  }

  async finish(): Promise<void> {
    for (const file of this.#files) file.close();
    await renameDurably(`${this.#directory}.tmp`, this.#directory);
  }
}

/** @throws ImportError `work_damaged` */
export function readPartition(directory: string, partition: number, spillKey: Uint8Array): Buffer {
  const name = fileName(partition);
  return readSpill(join(directory, name), spillKey, name);
}

function fileName(partition: number): string {
  return `${partition.toString(16).padStart(3, '0')}.spill`;
}
