import type { Language } from '@etanche/ui';
import { journalEn } from '../text/journal-en.ts';
import { journalFr, type JournalTexts } from '../text/journal-fr.ts';
import { useLanguage } from '../text/use-texts.tsx';

const texts: Readonly<Record<Language, JournalTexts>> = { fr: journalFr, en: journalEn };

/** The texts of the log, which only its screens load. */
export function useJournalTexts(): JournalTexts {
  return texts[useLanguage().language];
}
