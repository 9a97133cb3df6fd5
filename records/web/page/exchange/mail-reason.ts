import { readSendingReason } from '@etanche/records-fhir';
import type { MailTexts } from '../text/mail-fr.ts';

/** Why a mail was not sent or was not delivered, in plain words, with the code of a server or program. */
export function mailReason(reason: string, m: MailTexts): string {
  const { kind, code } = readSendingReason(reason);
  switch (kind) {
    case 'refusal':
      return m.refusals[code];
    case 'smtp':
      return m.withCode(known(m.smtp, code) ?? (code.startsWith('4') ? m.smtpLater : m.smtpOther), code);
    case 'undelivered':
      return m.withCode(known(m.undelivered, code) ?? m.undeliveredOther, code);
    case 'receipt':
      return m.withCode(known(m.receipts, code) ?? m.receiptOther, code);
  }
}

function known(words: Readonly<Record<string, string>>, code: string): string | null {
  return Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}
