import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMismatch, object, type Shape } from '@etanche/core-wire';
import { passkeyStateSchema } from '@etanche/records-passkey';

const text = { type: 'string', minLength: 1, maxLength: 200 } as const;

const practiceFileSchema = object({
  format: { const: 'etanche/v1/demonstration-practice' },
  practice: text,
  /** The id of the second practice; null without one. */
  neighbour: { anyOf: [text, { const: null }] },
  /** The id of its gateway; null without one. */
  gateway: { anyOf: [text, { const: null }] },
  /** Each with the passkeys that sign in for it. */
  people: {
    type: 'array',
    minItems: 1,
    maxItems: 20,
    items: object({ key: text, member: text, passkeys: passkeyStateSchema }),
  },
  /** The approvers, with the passkeys that they registered at the vaults. */
  approvers: {
    type: 'array',
    minItems: 2,
    maxItems: 4,
    items: object({
      practice: text,
      approver: text,
      card: { type: 'string', maxLength: 4096 },
      rpId: text,
      passkeys: passkeyStateSchema,
    }),
  },
  /** Patients by file, for appointments of later days. A midwife sees those who are pregnant. */
  patients: {
    type: 'array',
    minItems: 1,
    maxItems: 100_000,
    items: object({ scope: text, name: text, care: { enum: ['usual', 'child', 'pregnancy'] } }),
  },
});
export type PracticeFile = Shape<typeof practiceFileSchema>;

const fileName = 'practice.json';

/** The demonstration practice in this directory; null if none was completed. */
export async function readPracticeFile(directory: string): Promise<PracticeFile | null> {
  const found = await readFile(join(directory, fileName), 'utf8').catch(() => null);
  if (found === null) return null;
  const parsed: unknown = JSON.parse(found);
  // A practice of an earlier version is made again.
  return findMismatch(practiceFileSchema, parsed) === null ? (parsed as PracticeFile) : null;
}

/** Written last, so that an interrupted start founds a new practice. Mode 0600: it holds keys. */
export async function writePracticeFile(directory: string, file: PracticeFile): Promise<void> {
  const temporary = join(directory, `${fileName}.new`);
  await writeFile(temporary, JSON.stringify(file), { mode: 0o600 });
  await rename(temporary, join(directory, fileName));
}
