import { readFile } from 'node:fs/promises';
import { indexNameSchema, versionSchema } from '@etanche/core-check-protocol';
import { bytes32Schema } from '@etanche/core-vault-protocol';
import { findMismatch, object, type Shape } from '@etanche/core-wire';
import { writeDurably } from './durable-file.ts';
import { ImportError } from './import-error.ts';

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const counts = {
  type: 'array',
  minItems: 0,
  maxItems: 500,
  items: object({ reason: { type: 'string', maxLength: 60 }, rows: count }),
} as const;

/** Results of pass 1. `partial` rows have an unreadable cell but were indexed by others. */
const findingsSchema = object({
  rows: count,
  people: count,
  rejected: counts,
  partial: counts,
  terms: object({ nir: count, code: count, email: count, phone: count, person: count }),
  /** Number of identifiers shared by several people. */
  shared: count,
  withoutBirthDate: { type: 'boolean' },
});
export type Findings = Shape<typeof findingsSchema>;

const stateSchema = object(
  {
    format: { const: 'etanche/v1/import-state' },
    index: indexNameSchema,
    version: versionSchema,
    /** HMAC of all inputs of the index. */
    fingerprint: bytes32Schema,
    /** Milliseconds; its day is used for reading birth dates. */
    startedAt: count,
    partitions: { type: 'integer', minimum: 1, maximum: 65_536 },
    findings: findingsSchema,
    /** The importer's right as first ordered, so that a repeated order is identical. */
    right: object({ until: count, units: object({ check: count, code: count }) }),
    publishedAt: count,
  },
  ['findings', 'right', 'publishedAt'],
);
export type ImportState = Shape<typeof stateSchema>;

/** The state of an import that was started here, or null. */
export async function readState(path: string): Promise<ImportState | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
  try {
    const state: unknown = JSON.parse(text);
    if (findMismatch(stateSchema, state) === null) return state as ImportState;
  } catch {
    // Falls through: text that is no JSON is as damaged as JSON of another shape.
  }
  throw new ImportError('work_damaged', 'the state file of this import is malformed');
}

export async function writeState(path: string, state: ImportState): Promise<void> {
  await writeDurably(path, `${JSON.stringify(state, null, 2)}\n`);
}
