import { basename } from 'node:path';
import { sourceName, type Row } from '@etanche/intake';
import type { ImportSource } from '../import-request.ts';
import { AgeFile } from '../operator/age-file.ts';

/** Reason for a row in the rejects file when no cell has a reason. */
export const noIdentifier = 'no_identifier';

/** The number of occurrences of each reason. */
export type ReasonCounts = ReadonlyMap<string, number>;

/**
 * Rows that could not be read or identify no person, and indexed rows with an unreadable cell: NDJSON `{ file, table?,
 * row, reasons, indexed, cells | raw | rawBase64 }`, encrypted to the operator.
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

  /** A rejected row is counted once, under its first reason; a partially indexed one under each of its reasons. */
  async add(source: ImportSource, row: Row, reasons: readonly string[], indexed: boolean): Promise<void> {
    const counted = indexed ? reasons : reasons.slice(0, 1);
    const counts = indexed ? this.#partial : this.#rejected;
    for (const reason of counted) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const content = row.ok ? { cells: row.cells } : readRaw(row.raw, source.description.encoding);
    const table = sourceName(source.description);
    const file = { file: basename(source.path), ...(table !== '' && { table }) };
    const line = { ...file, row: row.number, reasons, indexed, ...content };
    await this.#file.write(`${JSON.stringify(line)}\n`);
  }

  async finish(): Promise<void> {
    await this.#file.finish();
  }
}

/** Text in the source's encoding, or bytes if it cannot be decoded. intake converts UTF-16 to UTF-8. */
function readRaw(raw: Uint8Array, encoding: string): { raw: string } | { rawBase64: string } {
  const label = /^utf-16|^binary$/i.test(encoding) ? 'utf-8' : encoding;
  try {
    return { raw: new TextDecoder(label, { fatal: true }).decode(raw) };
  } catch {
    return { rawBase64: Buffer.from(raw).toString('base64') };
  }
}
