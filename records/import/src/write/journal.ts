import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { object, parseShape, recordIdSchema, ProtocolError } from '@etanche/core-wire';
import { ImportError } from '../import-error.ts';
import type { PatientOutcome } from '../report.ts';

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const text = (maxLength: number) => ({ type: 'string', maxLength }) as const;
const headerSchema = object({ format: { const: 'etanche/v1/import-journal' }, practice: recordIdSchema });
const outcomeSchema = object({
  scope: recordIdSchema,
  keys: { type: 'array', items: text(22), minItems: 0, maxItems: 20 },
  written: { type: 'object', additionalProperties: true, maxProperties: 200 },
  bytes: count,
  repeated: count,
  copies: count,
  refused: {
    type: 'array',
    items: object(
      { file: count, item: count, entry: count, path: text(2000), code: text(60), unassigned: recordIdSchema },
      ['unassigned'],
    ),
    minItems: 0,
    maxItems: 1_000_000,
  },
  identity: { anyOf: [text(22), { const: null }] },
});

/**
 * The patients that were written, on disk: keyed hashes of their names and identifiers, counts, and positions and paths
 * of refused resources. It contains no name, number or date of a person. The server may have been restored since, so an
 * import confirms each entry with the server before it reports it. An incomplete last line after a kill is written
 * again. Without the journal, an import evaluates each patient's search terms again, and writes nothing twice.
 */
export type Journal = {
  /** Returns the scope of the person who has one of these keys. */
  scopeOf(keys: readonly string[]): string | null;
  add(outcome: PatientOutcome): Promise<void>;
  outcomes(): readonly PatientOutcome[];
  close(): Promise<void>;
};

/** @throws ImportError `journal_invalid` if the file is not a journal of this practice */
export async function openJournal(directory: string, practice: string): Promise<Journal> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'journal.ndjson');
  const lines = await readLines(path);
  const [header, ...rest] = lines;
  if (header !== undefined && parseLine(headerSchema, header).practice !== practice) {
    throw new ImportError('journal_invalid', 'the journal belongs to another practice: choose another folder');
  }
  const outcomes = new Map<string, PatientOutcome>();
  const scopes = new Map<string, string>();
  const remember = (outcome: PatientOutcome): void => {
    if (outcome.scope === null) return;
    outcomes.set(outcome.scope, outcome);
    for (const key of outcome.keys) if (!scopes.has(key)) scopes.set(key, outcome.scope);
  };
  for (const line of rest) {
    remember(parseLine(outcomeSchema, line) as PatientOutcome);
  }
  const file = await open(path, 'a+', 0o600);
  // A kill may have left an incomplete last line, which is removed.
  await file.truncate(lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
  if (header === undefined) await append(file, { format: 'etanche/v1/import-journal', practice });
  return {
    scopeOf: (keys) => keys.map((key) => scopes.get(key)).find((scope) => scope !== undefined) ?? null,
    async add(outcome) {
      if (outcome.scope === null) return;
      const before = outcomes.get(outcome.scope);
      if (before !== undefined && isDeepStrictEqual(before, outcome)) return;
      remember(outcome);
      await append(file, outcome);
    },
    outcomes: () => Array.from(outcomes.values()),
    close: () => file.close(),
  };
}

async function append(file: FileHandle, value: object): Promise<void> {
  await file.appendFile(`${JSON.stringify(value)}\n`);
}

/** Returns the complete lines. Text after the last newline is an incomplete line. */
async function readLines(path: string): Promise<string[]> {
  try {
    const content = await readFile(path, 'utf8');
    return content.split('\n').slice(0, -1);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function parseLine<const S extends Parameters<typeof parseShape>[0]>(schema: S, line: string) {
  try {
    return parseShape(schema, JSON.parse(line) as unknown, 'line of the journal');
  } catch (cause) {
    if (!(cause instanceof ProtocolError) && !(cause instanceof SyntaxError)) throw cause;
    throw new ImportError(
      'journal_invalid',
      'the journal is damaged: choose another folder, nothing is written twice',
      { cause },
    );
  }
}
