import type { MailTexts } from '../text/mail-fr.ts';
import { useTexts } from '../text/use-texts.tsx';

/** The texts of MSSanté mail. */
export function useMailTexts(): MailTexts {
  return useTexts().mails;
}
