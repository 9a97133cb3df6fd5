import { generatePeople, laboratoryLike, writeLaboratoryFile } from '@etanche/demo';
import { serveParent } from './serve-parent.ts';

export type LeakQuestion = { readonly path: string; readonly people: number };

// Writes a leak in a process of its own, so that its memory does not count for the import.
serveParent(async ({ path, people }: LeakQuestion) => {
  const list = generatePeople({ seed: 'bench', count: people });
  const { records } = await writeLaboratoryFile(path, list, { seed: 'bench', ...laboratoryLike });
  return { records };
});
