import type { Language } from '@etanche/ui';
import { exchangeEn } from '../text/exchange-en.ts';
import { exchangeFr, type ExchangeTexts } from '../text/exchange-fr.ts';
import { receivedTransferEn } from '../text/received-transfer-en.ts';
import { receivedTransferFr, type ReceivedTransferTexts } from '../text/received-transfer-fr.ts';
import { sendEn } from '../text/send-en.ts';
import { sendFr, type SendTexts } from '../text/send-fr.ts';
import { shareEn } from '../text/share-en.ts';
import { shareFr, type ShareTexts } from '../text/share-fr.ts';
import { structuredEn } from '../text/structured-en.ts';
import { structuredFr, type StructuredTexts } from '../text/structured-fr.ts';
import { transferEn } from '../text/transfer-en.ts';
import { transferFr, type TransferTexts } from '../text/transfer-fr.ts';
import { useLanguage } from '../text/use-texts.tsx';

const received: Readonly<Record<Language, ExchangeTexts>> = { fr: exchangeFr, en: exchangeEn };
const sent: Readonly<Record<Language, SendTexts>> = { fr: sendFr, en: sendEn };

const shared: Readonly<Record<Language, ShareTexts>> = { fr: shareFr, en: shareEn };

/** The texts of the mail, which only its screens load. */
export function useExchangeTexts(): ExchangeTexts {
  return received[useLanguage().language];
}

/** The texts of shares. */
export function useShareTexts(): ShareTexts {
  return shared[useLanguage().language];
}

const transferred: Readonly<Record<Language, TransferTexts>> = { fr: transferFr, en: transferEn };

/** The texts of transfers of whole files. */
export function useTransferTexts(): TransferTexts {
  return transferred[useLanguage().language];
}

const transfers: Readonly<Record<Language, ReceivedTransferTexts>> = {
  fr: receivedTransferFr,
  en: receivedTransferEn,
};

/** The texts of a whole file that another practice sent. */
export function useReceivedTransferTexts(): ReceivedTransferTexts {
  return transfers[useLanguage().language];
}

const structured: Readonly<Record<Language, StructuredTexts>> = { fr: structuredFr, en: structuredEn };

/** The texts of CDA documents and archives. */
export function useStructuredTexts(): StructuredTexts {
  return structured[useLanguage().language];
}

/** The texts of what is sent. */
export function useSendTexts(): SendTexts {
  return sent[useLanguage().language];
}
