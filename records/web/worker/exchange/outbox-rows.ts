import { DataError, listOutbox, verifyReceipts, type Sent } from '@etanche/records-client';
import type { SentRow } from '../../port/send-calls.ts';
import type { SessionHost } from '../session-host.ts';
import { partyOf, type Listings } from './directory.ts';
import { findSent, type FoundSent } from './find-sent.ts';

/** The messages of the outbox, with the receipts that were verified. */
export type OutboxRows = {
  page(before: string | null): Promise<{ readonly messages: readonly Sent[]; readonly next: string | null }>;
  row(sent: Sent, listings: Listings): Promise<SentRow>;
  /** `findSent`. */
  find(wanted: readonly string[], toEnd?: readonly string[]): Promise<FoundSent>;
};

export function createOutboxRows(host: SessionHost): OutboxRows {
  const proved = new Map<string, boolean>();
  host.onClose(() => {
    proved.clear();
  });
  /** A receipt is verified once with the vaults of its signer. */
  const prove = async (sent: Sent, listings: Listings): Promise<boolean | null> => {
    const receipt = sent.receipts.at(-1);
    if (receipt === undefined) return null;
    const known = proved.get(receipt);
    if (known !== undefined) return known;
    try {
      const state = await verifyReceipts(host.open().client, sent, listings);
      // A server may hold back a newer receipt, but cannot show a state that nobody signed.
      const isProved = state === sent.state || !['received', 'read', 'refused'].includes(sent.state);
      proved.set(receipt, isProved);
      return isProved;
    } catch (error) {
      if (!(error instanceof DataError) || error.code !== 'could_not_check') throw error;
      return error.reason === 'unavailable' ? null : false;
    }
  };
  const page = (before: string | null): ReturnType<OutboxRows['page']> =>
    listOutbox(host.open().client, before ?? undefined);
  return {
    page,
    async row(sent, listings) {
      const { message, state, changedAt } = sent;
      const { practice, member = null } = message.recipient;
      return {
        ...{ id: message.message, kind: message.kind, state, sentAt: message.time, changedAt },
        ...{ expires: message.expires ?? null, to: partyOf(listings, practice, member) },
        isProved: await prove(sent, listings),
        isMine: message.sender.member === host.open().me.id,
      };
    },
    find: (wanted, toEnd = []) => findSent(page, wanted, toEnd),
  };
}
