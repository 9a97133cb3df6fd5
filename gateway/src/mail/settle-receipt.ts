import { sendingIn, writerOfMail, type AgendaDay, type Gateways, type RecordsData } from '@etanche/records-client';
import { readQueuedMail, withMailOutcome, withSendingEvent } from '@etanche/records-fhir';
import { openOrNull } from '../session/open-or-null.ts';
import type { MessageIds } from './message-id.ts';
import type { Receipt } from './receipt.ts';

type Places = {
  readonly data: RecordsData;
  readonly ids: MessageIds;
  /** Members whose versions of a mail say only how far it is. */
  readonly gateways: Gateways;
  /** The list of the gateway. */
  readonly queue: () => Promise<AgendaDay>;
};

/**
 * Writes what a receipt says into the sending that it is about. A receipt of another mail, from or about another
 * address, or about a mail that is settled already changes nothing. One that names no mail of this practice costs no
 * unit. The list of the gateway says it too, as long as it has the mail.
 *
 * @returns whether something was written
 * @throws DataError, RecordsClientError
 */
export async function settleReceipt(
  { data, ids, gateways, queue }: Places,
  receipt: Receipt,
  at: string,
): Promise<boolean> {
  const place = await ids.read(receipt.originalMessageId);
  if (place === null) return false;
  const file = await openOrNull(data, place.scope);
  if (file === null) return false;
  const found = file.resource(place.record);
  const sending = sendingIn(file, place.record);
  if (found === null || sending === null || sending.messageId !== receipt.originalMessageId) return false;
  const recipient = sending.to.address.toLowerCase();
  if (!receipt.addresses.every((address) => address === recipient)) return false;
  // A program may first say that it failed, and a person then sends the receipt; both end the wait.
  const mayHaveLeft = sending.state === 'refused' && sending.reason === 'given_up';
  if (sending.state !== 'sent' && sending.state !== 'sending' && !mayHaveLeft) return false;
  const event =
    receipt.failure === null
      ? ({ state: 'received', at } as const)
      : ({ state: 'failed', reason: receipt.failure } as const);
  // The list first: the receipt of a mail that is settled in the file is not read again.
  const writer = await writerOfMail(file, place.record, gateways);
  await settleItem(await queue(), { record: place.record, writer }, receipt, at);
  const { id, version, resource } = found;
  await file.write([{ kind: 'update', id, base: version, resource: withSendingEvent(resource, event) }]);
  return true;
}

async function settleItem(
  list: AgendaDay,
  { record, writer }: { readonly record: string; readonly writer: string | null },
  { failure }: Receipt,
  at: string,
): Promise<void> {
  await list.refresh();
  const item = list.entries().find(({ id, resource }) => readQueuedMail(id, resource)?.record === record);
  if (item === undefined) return;
  const outcome = { state: failure === null ? ('received' as const) : ('failed' as const), reason: failure };
  await list.put(withMailOutcome(item.resource, at, outcome, writer), item.id);
}
