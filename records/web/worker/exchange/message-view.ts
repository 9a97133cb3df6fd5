import type { OpenedMessage } from '@etanche/records-client';
import type { DocumentFacts } from '@etanche/records-fhir';
import type { MessageView, PartyView } from '../../port/exchange-calls.ts';
import type { OpenMessage } from './opened-messages.ts';
import { partFacts } from './part-facts.ts';
import type { ReadDocument } from './read-document.ts';

/** An opened message as a page shows it. */
export function messageView({ opened, read, standing, filings, reading }: OpenMessage, sender: PartyView): MessageView {
  const { message, body, isSenderActive } = opened;
  const { texts, results, medicines, vaccines, vaccinesLeft, archives, patient, fault } = read;
  return {
    ...{ id: message.message, subject: body.subject, sender, isSenderActive, standing, filed: filings.at(-1) ?? null },
    ...{ sentAt: message.time, expires: message.expires ?? null },
    ...{ texts, results, medicines, vaccines, vaccinesLeft, archives, patient, fault, isReading: reading === 'begun' },
    attachments: body.attachments.map(({ bytes }, place) => ({
      ...{ place, bytes },
      ...attachmentFacts(opened, read, place),
    })),
    isAnswer: body.inReplyTo !== undefined,
    isForwarded: body.forwards !== undefined,
  };
}

/**
 * The description under which a part of a message is filed: the sender's own, or its title and the day of the message.
 *
 * @param place of an attachment; null for the text of the message
 */
export function attachmentFacts(
  { message, body }: OpenedMessage,
  { described }: ReadDocument,
  place: number | null,
): DocumentFacts {
  const given = place === null ? undefined : described.get(place);
  const title = (given?.title ?? (place === null ? '' : body.attachments[place]?.title) ?? '').trim() || body.subject;
  return partFacts({ title, kind: given?.kind ?? 'letter', date: given?.date ?? null }, message.time);
}
