import type { Language } from '@etanche/ui';
import { mailEn } from '../text/mail-en.ts';
import { mailFr, type MailTexts } from '../text/mail-fr.ts';
import { useLanguage } from '../text/use-texts.tsx';

const texts: Readonly<Record<Language, MailTexts>> = { fr: mailFr, en: mailEn };

/** The texts of MSSanté mail. */
export function useMailTexts(): MailTexts {
  return texts[useLanguage().language];
}
