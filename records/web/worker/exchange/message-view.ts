import type { OpenedMessage } from '@etanche/records-client';
import type { DocumentFacts } from '@etanche/records-fhir';
import type { MessageView, PartyView } from '../../port/exchange-calls.ts';
import { practiceClock, practiceToday } from '../../port/practice-time.ts';
import type { OpenMessage } from './opened-messages.ts';
import type { ReadDocument } from './read-document.ts';

const mostTitle = 120;

/** An opened message as a page shows it. */
export function messageView({ opened, read, standing, filings }: OpenMessage, sender: PartyView): MessageView {
  const { message, body, isSenderActive } = opened;
  const { texts, results, medicines, vaccines, patient, fault } = read;
  return {
    ...{ id: message.message, subject: body.subject, sender, isSenderActive, standing, filed: filings.at(-1) ?? null },
    ...{ sentAt: message.time, expires: message.expires ?? null },
    ...{ texts, results, medicines, vaccines, patient, fault },
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
 * A day that is later than today, by a wrong clock, is today.
 *
 * @param place of an attachment; null for the text of the message
 */
export function attachmentFacts(
  { message, body }: OpenedMessage,
  { described }: ReadDocument,
  place: number | null,
): DocumentFacts {
  const today = practiceToday();
  const sent = practiceClock(message.time).slice(0, 10);
  const given = place === null ? undefined : described.get(place);
  const title = (given?.title ?? (place === null ? '' : body.attachments[place]?.title) ?? '').trim() || body.subject;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(given?.date ?? '') ? (given?.date ?? sent) : sent;
  return { title: title.slice(0, mostTitle), kind: given?.kind ?? 'letter', date: date > today ? today : date };
}
