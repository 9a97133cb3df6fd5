import type { Message } from '@etanche/core-exchange-protocol';
import type { Statement } from '../store/store.ts';

/** Names the transfer of a volume among those of one practice that sends; null for another message. */
export function transferOf({ sender, volume }: Message): string | null {
  return volume === undefined ? null : `${sender.member}/${volume.transfer}`;
}

/** The receipt by which a transfer was refused: practice, sender, transfer. */
export const findRefusal: Statement = {
  name: 'transfer_refusal',
  text: `SELECT refusal FROM inbox_message
    WHERE practice = $1 AND sender = $2 AND transfer = $3 AND refusal IS NOT NULL LIMIT 1`,
};

/** Whether a volume of a transfer was filed: practice, sender, transfer. */
export const findFiledVolume: Statement = {
  name: 'transfer_filed',
  text: `SELECT message FROM inbox_message
    WHERE practice = $1 AND sender = $2 AND transfer = $3 AND state = 'filed' LIMIT 1`,
};

/** Refuses all volumes that are here, also those that nobody has opened: practice, sender, transfer, receipt. */
export const refuseVolumes: Statement = {
  name: 'transfer_refuse',
  text: `UPDATE inbox_message SET state = 'refused', refusal = $4
    WHERE practice = $1 AND sender = $2 AND transfer = $3 AND state IN ('unread', 'read') RETURNING message`,
};

/** The receipt by which a recipient refused a transfer: practice, recipient, transfer. */
export const findSentRefusal: Statement = {
  name: 'transfer_sent_refusal',
  text: `SELECT receipts[cardinality(receipts)] AS refusal FROM outbox_message
    WHERE practice = $1 AND recipient = $2 AND transfer = $3 AND state = 'refused' LIMIT 1`,
};

/**
 * Ends all volumes of a refused transfer, also those that did not leave: practice, recipient, transfer, receipt, time.
 */
export const endVolumes: Statement = {
  name: 'transfer_end',
  text: `UPDATE outbox_message SET state = 'refused', changed_at = $5, receipts = receipts || $4::text
    WHERE practice = $1 AND recipient = $2 AND transfer = $3
      AND state IN ('uploading', 'queued', 'received', 'read', 'withdrawing', 'unwithdrawn') RETURNING message`,
};
