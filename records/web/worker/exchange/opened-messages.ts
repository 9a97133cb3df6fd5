import {
  confirmCorrespondent,
  DataError,
  listInbox,
  openMessage,
  RecordsClientError,
  sendReceipt,
  verifyCorrespondent,
  type Correspondent,
  type Listing,
  type OpenedMessage,
  type Received,
} from '@etanche/records-client';
import type { Standing } from '../../port/exchange-calls.ts';
import type { SessionHost } from '../session-host.ts';
import type { Directory } from './directory.ts';
import type { FiledRecords } from './filed-records.ts';
import type { LikelyPatient } from './find-patient.ts';
import { readAttached, withAttached, type Attached } from './read-attached.ts';
import { readMessageDocument, type ReadDocument } from './read-document.ts';

/** A message that this session has opened. */
export type OpenMessage = {
  readonly received: Received;
  readonly opened: OpenedMessage;
  /** Its document, with what its attachments bring once they were read. */
  read: ReadDocument;
  attached: Promise<readonly Attached[]> | null;
  /** Whether its attachments were read; `failed` ones are read again when it is filed. */
  reading: 'not_begun' | 'begun' | 'done' | 'failed';
  standing: Standing;
  /** The sender's practice, verified with its vaults; null if that failed. */
  readonly correspondent: Correspondent | null;
  /** The files in which this session filed it, the last one last. */
  filings: readonly { readonly scope: string; readonly name: string }[];
  /** The records that a filing wrote into a file, by its scope, before it failed: the next filing there continues it. */
  readonly unfinished: Map<string, FiledRecords>;
  /** The patients whom a search proposed; a repeated search would spend further units. */
  likely: Promise<readonly LikelyPatient[]> | null;
};

/** The messages that the session has opened, each once for all tabs: opening one again would spend another unit. */
export type OpenedMessages = {
  /** Remembers the statements of a page of the inbox. */
  listed(rows: readonly Received[]): void;
  open(id: string): Promise<OpenMessage>;
  /** Null for a message that this session has not opened. */
  known(id: string): OpenMessage | null;
  /** @throws RecordsClientError `not_found` for a message that is not open */
  require(id: string): OpenMessage;
  /**
   * Reads once what the attachments of a message bring.
   *
   * @returns true if the message is another one by that
   * @throws DataError, RecordsClientError for an attachment that cannot be read; the next call tries again
   */
  readAttachments(message: OpenMessage): Promise<boolean>;
  confirm(message: OpenMessage): Promise<void>;
  /** Drops the content of a message from memory. */
  forget(id: string): void;
};

export function createOpenedMessages(host: SessionHost, directory: Directory): OpenedMessages {
  const rows = new Map<string, Received>();
  const opening = new Map<string, Promise<OpenMessage>>();
  const done = new Map<string, OpenMessage>();
  host.onClose(() => {
    rows.clear();
    opening.clear();
    done.clear();
  });
  const open = async (id: string): Promise<OpenMessage> => {
    const { client } = host.open();
    const received = rows.get(id) ?? (await findReceived(host, id));
    const listing = await directory.find(received.message.sender.practice);
    const [opened, { standing, correspondent }] = await Promise.all([
      openMessage(client, received, await directory.listings()),
      standingOf(host, listing),
    ]);
    // The receipt is owed once; the sender's screen shows "received" until it arrives.
    if (received.state === 'unread') await sendReceipt(client, received, 'read').catch(ignoreRefusal);
    return {
      ...{ received, opened, read: readMessageDocument(opened.body.document) },
      ...{ standing, correspondent, filings: [], likely: null, attached: null, reading: 'not_begun' },
      unfinished: new Map(),
    };
  };
  return {
    listed(page) {
      for (const row of page) rows.set(row.message.message, row);
    },
    open(id) {
      const known = opening.get(id);
      if (known !== undefined) return known;
      const next = open(id);
      opening.set(id, next);
      next
        .then((message) => {
          if (opening.get(id) === next) done.set(id, message);
        })
        .catch(() => opening.delete(id));
      return next;
    },
    known: (id) => done.get(id) ?? null,
    require(id) {
      const message = done.get(id);
      if (message === undefined) throw new RecordsClientError('not_found', 'the message is not open');
      return message;
    },
    async readAttachments(message) {
      if (message.attached !== null) {
        await message.attached;
        return false;
      }
      message.reading = 'begun';
      message.attached = readAttached({
        body: message.opened.body,
        attachment: (place) => message.opened.attachment(place),
        time: message.opened.message.time,
      });
      try {
        const before = message.read;
        message.read = withAttached(before, await message.attached);
        message.reading = 'done';
        return message.read !== before;
      } catch (error) {
        message.attached = null;
        message.reading = 'failed';
        throw error;
      }
    },
    async confirm(message) {
      if (message.correspondent === null) throw new RecordsClientError('not_found', 'the sender was not verified');
      await confirmCorrespondent(host.open().client, message.correspondent);
      message.standing = 'known';
    },
    forget(id) {
      for (const each of [rows, opening, done]) each.delete(id);
    },
  };
}

/** A message of a page that this session has not listed. */
async function findReceived(host: SessionHost, id: string): Promise<Received> {
  const { client } = host.open();
  for (let before: string | undefined; ;) {
    const page = await listInbox(client, before === undefined ? {} : { before });
    const found = page.messages.find(({ message }) => message.message === id);
    if (found !== undefined) return found;
    if (page.next === null) throw new RecordsClientError('not_found', 'the inbox has no such message');
    before = page.next;
  }
}

async function standingOf(
  host: SessionHost,
  listing: Listing | null,
): Promise<Pick<OpenMessage, 'standing' | 'correspondent'>> {
  if (listing === null) return { standing: 'untrusted', correspondent: null };
  try {
    const correspondent = await verifyCorrespondent(host.open().client, listing);
    return { standing: correspondent.standing, correspondent };
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'could_not_check') throw error;
    return { standing: error.reason === 'unavailable' ? 'unchecked' : 'untrusted', correspondent: null };
  }
}

/** A refused receipt changes nothing for the reader. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof RecordsClientError)) throw error;
}
