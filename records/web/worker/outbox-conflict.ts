import { synthesisOf } from '@etanche/records-fhir';
import type { PatientFile } from '@etanche/records-client';
import type { UnsentConflict } from '../port/unsent-calls.ts';
import type { OutboxEntry } from './outbox-entry.ts';

/** Both versions of a note as plain text; null if the entry is no note. */
export function conflictOf(file: PatientFile, { visit }: OutboxEntry): UnsentConflict | null {
  if (visit === null) return null;
  const theirs = synthesisOf(file.resources()).visits.find(({ id }) => id === visit.encounter.record);
  const mine = [visit.reason, visit.examination, visit.conclusion].filter((text) => text.trim() !== '');
  return {
    kind: 'texts',
    mine: mine.join('\n\n'),
    theirs: (theirs?.sections ?? []).map(({ text }) => text).join('\n\n'),
    author: theirs?.author ?? null,
  };
}
