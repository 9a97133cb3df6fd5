import { basename } from 'node:path';
import type { Row } from '@etanche/intake';
import { AgeFile } from './age-file.ts';

/** Why a row is in the rejects file when none of its cells says so. */
export const noIdentifier = 'no_identifier';

/** How often each reason was met. */
export type ReasonCounts = ReadonlyMap<string, number>;

/**
 * Rows that could not be read or by which nobody can be found, and rows of which a cell could not be read though they are
 * indexed by another: NDJSON `{ file, row, reasons, indexed, cells | raw }`, encrypted to the operator.
 */
export class RejectFile {
  readonly #file: AgeFile;
  readonly #rejected = new Map<string, number>();
  readonly #partial = new Map<string, number>();

  constructor(path: string, recipient: string) {
    this.#file = new AgeFile(path, recipient);
  }

  get rejected(): ReasonCounts {
    return this.#rejected;
  }

  get partial(): ReasonCounts {
    return this.#partial;
  }

  /** A row is counted once, under its first reason, when it is lost; a partial one under each of its reasons. */
  async add(source: string, row: Row, reasons: readonly string[], indexed: boolean): Promise<void> {
    const counted = indexed ? reasons : reasons.slice(0, 1);
    const counts = indexed ? this.#partial : this.#rejected;
    for (const reason of counted) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const content = row.ok ? { cells: row.cells } : { raw: Buffer.from(row.raw).toString('utf8') };
    const line = { file: basename(source), row: row.number, reasons, indexed, ...content };
    await this.#file.write(`${JSON.stringify(line)}\n`);
  }

  async finish(): Promise<void> {
    await this.#file.finish();
  }
}
