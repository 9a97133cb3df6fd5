import type { JournalTexts } from '../text/journal-fr.ts';
import { useTexts } from '../text/use-texts.tsx';

/** The texts of the log. */
export function useJournalTexts(): JournalTexts {
  return useTexts().log;
}
