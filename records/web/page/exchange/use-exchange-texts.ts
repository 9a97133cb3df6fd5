import type { ExchangeTexts } from '../text/exchange-fr.ts';
import type { ReceivedTransferTexts } from '../text/received-transfer-fr.ts';
import type { SendTexts } from '../text/send-fr.ts';
import type { ShareTexts } from '../text/share-fr.ts';
import type { StructuredTexts } from '../text/structured-fr.ts';
import type { TransferTexts } from '../text/transfer-fr.ts';
import { useTexts } from '../text/use-texts.tsx';

/** The texts of messages between practices. */
export function useExchangeTexts(): ExchangeTexts {
  return useTexts().exchange;
}

/** The texts of shares. */
export function useShareTexts(): ShareTexts {
  return useTexts().share;
}

/** The texts of transfers of whole files. */
export function useTransferTexts(): TransferTexts {
  return useTexts().transfer;
}

/** The texts of a whole file that another practice sent. */
export function useReceivedTransferTexts(): ReceivedTransferTexts {
  return useTexts().receivedTransfer;
}

/** The texts of CDA documents and archives. */
export function useStructuredTexts(): StructuredTexts {
  return useTexts().structured;
}

/** The texts of what is sent. */
export function useSendTexts(): SendTexts {
  return useTexts().sending;
}
