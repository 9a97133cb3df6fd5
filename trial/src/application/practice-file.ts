import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { object, parseShape, type Shape } from '@etanche/core-wire';
import { passkeyStateSchema } from '@etanche/records-passkey';

const text = { type: 'string', minLength: 1, maxLength: 200 } as const;

const practiceFileSchema = object({
  format: { const: 'etanche/v1/demonstration-practice' },
  practice: text,
  /** Each with the passkeys that sign in for it. */
  people: {
    type: 'array',
    minItems: 1,
    maxItems: 20,
    items: object({ key: text, member: text, passkeys: passkeyStateSchema }),
  },
  /** Patients by file, for appointments of later days. */
  patients: { type: 'array', minItems: 1, maxItems: 100_000, items: object({ scope: text, name: text }) },
});
export type PracticeFile = Shape<typeof practiceFileSchema>;

const fileName = 'practice.json';

/** The demonstration practice in this directory; null if none was completed. */
export async function readPracticeFile(directory: string): Promise<PracticeFile | null> {
  const found = await readFile(join(directory, fileName), 'utf8').catch(() => null);
  return found === null ? null : parseShape(practiceFileSchema, JSON.parse(found), fileName);
}

/** Written last, so that an interrupted start founds a new practice. Mode 0600: it holds keys. */
export async function writePracticeFile(directory: string, file: PracticeFile): Promise<void> {
  const temporary = join(directory, `${fileName}.new`);
  await writeFile(temporary, JSON.stringify(file), { mode: 0o600 });
  await rename(temporary, join(directory, fileName));
}
