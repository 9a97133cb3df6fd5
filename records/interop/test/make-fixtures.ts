/** Writes `fixtures/written` again, after a change of a written format that was meant. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleArchive } from './support/sample-archive.ts';
import { writtenDocuments } from './support/written-documents.ts';

const folder = join(import.meta.dirname, 'fixtures/written');
mkdirSync(folder, { recursive: true });
for (const [name, write] of Object.entries(writtenDocuments)) writeFileSync(join(folder, name), write());
writeFileSync(join(folder, 'IHE_XDM.ZIP'), sampleArchive());
