import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '@etanche/core-protocol';
import { removeIfThere, renameDurably } from './durable-file.ts';
import { readSpill, SpillWriter } from './spill-file.ts';

/** Source bytes for which one partition is opened: its people and terms fit in memory several times over. */
const SOURCE_BYTES = 2 * 1024 * 1024;
/** Three sets of them are written at once, each with a chunk in memory. */
const MOST = 512;

export function partitionCount(sourceBytes: number): number {
  return Math.min(MOST, Math.max(1, Math.ceil(sourceBytes / SOURCE_BYTES)));
}

/** Encrypted files over which records are spread by their names; the directory has its own name once all are whole. */
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
