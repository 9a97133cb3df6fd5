import {
  DataError,
  listInbox,
  readTransfer,
  RecordsClientError,
  sendReceipt,
  transferFacts,
  transferVolume,
  type OpenedTransfer,
  type Received,
  type TransferFacts,
  type TransferVolume,
} from '@etanche/records-client';
import { cardOf, displayName, readPatient } from '@etanche/records-fhir';
import { identityOfPatient } from '@etanche/records-interop';
import type { TransferFiled, VolumesView } from '../../port/received-transfer-calls.ts';
import type { SessionHost } from '../session-host.ts';
import type { LikelyPatient } from './find-patient.ts';
import { isLacking, openVolumes } from './open-volumes.ts';
import type { OpenedMessages, OpenMessage } from './opened-messages.ts';
import { unknownDocument, traitTexts, type ReadDocument } from './read-document.ts';

/** A transferred file that this session has verified. */
export type ReadTransfer = {
  readonly transfer: OpenedTransfer;
  readonly facts: TransferFacts;
  readonly read: ReadDocument;
  filed: TransferFiled | null;
  likely: Promise<readonly LikelyPatient[]> | null;
};

/** The transfers whose messages the session opens, each message once. */
export type ReceivedTransfers = {
  open(id: string): Promise<OpenMessage>;
  /**
   * Opens the messages of the same sender that say to be volumes of the transfer, and no more of them than it lacks
   * (`openVolumes`). `stopped`: one of them was no volume of it.
   */
  complete(id: string): Promise<{ readonly message: OpenMessage; readonly stopped: boolean }>;
  volumes(id: string): VolumesView;
  /** @throws DataError `could_not_check`; RecordsClientError `not_found` while a volume is not open */
  read(id: string): Promise<ReadTransfer>;
  /** @throws RecordsClientError `not_found` for one that was not read */
  require(id: string): ReadTransfer;
  /**
   * Refuses a transfer: all of its messages, opened or not, and those that arrive later. Drops the content of those that
   * are open.
   *
   * @throws RecordsClientError `conflict` if a colleague has filed or refused it
   */
  refuse(id: string): Promise<void>;
};

type Part = { readonly volume: TransferVolume; readonly message: OpenMessage };

export function createReceivedTransfers(host: SessionHost, messages: OpenedMessages): ReceivedTransfers {
  const parts = new Map<string, Part>();
  const reading = new Map<string, Promise<ReadTransfer>>();
  const done = new Map<string, ReadTransfer>();
  /** Messages that are no volume of any transfer, or were refused. */
  const refused = new Set<string>();
  host.onClose(() => {
    for (const each of [parts, reading, done, refused]) each.clear();
  });
  const open = async (id: string): Promise<Part> => {
    const known = parts.get(id);
    if (known !== undefined) return known;
    const message = await messages.open(id);
    const part = { volume: transferVolume(message.opened), message };
    parts.set(id, part);
    return part;
  };
  const requirePart = (id: string): Part => {
    const part = parts.get(id);
    if (part === undefined) throw new RecordsClientError('not_found', 'the message is not open');
    return part;
  };
  /** The opened volumes of a transfer, each once, in their order. */
  const together = (id: string): readonly Part[] => {
    const of = requirePart(id);
    const own = Array.from(parts.values()).filter((part) => keyOf(part) === keyOf(of));
    const byNumber = new Map(own.map((part) => [part.volume.number, part]));
    return Array.from(byNumber.values()).toSorted((a, b) => a.volume.number - b.volume.number);
  };
  const isComplete = (id: string): boolean => together(id).length === requirePart(id).volume.of;
  const read = async (id: string): Promise<ReadTransfer> => {
    if (!isComplete(id)) throw new RecordsClientError('not_found', 'a volume of the transfer is not open');
    const volumes = together(id).map(({ message: { received, opened } }) => ({ received, opened }));
    const transfer = await readTransfer(host.open().client, volumes);
    const facts = transferFacts(transfer);
    return { transfer, facts, read: documentOf(facts), filed: null, likely: null };
  };
  return {
    open: async (id) => (await open(id)).message,
    async complete(id) {
      const { message } = await open(id);
      const candidates = await volumesOf(host, message.received);
      const isNew = (one: string): boolean => messages.known(one) === null && !refused.has(one);
      const unopened = candidates.map((each) => each.message.message).filter(isNew);
      const of = requirePart(id);
      const stopped = await openVolumes(unopened, of.volume.of - together(id).length, async (one) => {
        try {
          // A message of another transfer stays open, for its own.
          const opened = together(id).map(({ volume }) => volume);
          const part = await open(one);
          return keyOf(part) === keyOf(of) && isLacking(part.volume, opened) ? 'volume' : 'other';
        } catch (error) {
          if (!isOther(error)) throw error;
          refused.add(one);
          return 'other';
        }
      });
      return { message, stopped };
    },
    volumes(id) {
      const all = together(id);
      const bytes = all
        .flatMap(({ message }) => message.opened.body.attachments)
        .reduce((sum, one) => sum + one.bytes, 0);
      return { opened: all.length, of: requirePart(id).volume.of, bytes };
    },
    read(id) {
      const key = keyOf(requirePart(id));
      const known = reading.get(key);
      if (known !== undefined) return known;
      const next = read(id);
      reading.set(key, next);
      next.then((transfer) => done.set(key, transfer)).catch(() => reading.delete(key));
      return next;
    },
    require(id) {
      const transfer = done.get(keyOf(requirePart(id)));
      if (transfer === undefined) throw new RecordsClientError('not_found', 'the transfer was not read');
      return transfer;
    },
    async refuse(id) {
      const key = keyOf(requirePart(id));
      await sendReceipt(host.open().client, requirePart(id).message.received, 'refused');
      for (const one of Array.from(parts).flatMap(([each, part]) => (keyOf(part) === key ? [each] : []))) {
        refused.add(one);
        parts.delete(one);
        messages.forget(one);
      }
      reading.delete(key);
      done.delete(key);
    },
  };
}

/** A transfer has one sender, so that nobody adds a volume to that of another one. */
function keyOf({ volume, message }: Part): string {
  const { practice, member } = message.received.message.sender;
  return `${practice}/${member}/${volume.transfer}`;
}

/** The messages of the same sender whose statements name the transfer of this one, in the order of their places. */
async function volumesOf(host: SessionHost, { message: of }: Received): Promise<Received[]> {
  const { client } = host.open();
  const found: Received[] = [];
  for (let before: string | undefined; ;) {
    const page = await listInbox(client, before === undefined ? {} : { before });
    for (const each of page.messages) {
      const { kind, sender, volume, message } = each.message;
      const isLeft = each.state === 'unread' || each.state === 'read' || each.state === 'filed';
      const isSame = sender.practice === of.sender.practice && sender.member === of.sender.member;
      const isOfIt = volume !== undefined && volume.transfer === of.volume?.transfer && message !== of.message;
      if (kind === 'transfer' && isLeft && isSame && isOfIt) found.push(each);
    }
    if (page.next === null) break;
    before = page.next;
  }
  return found.toSorted((one, other) => (one.message.volume?.number ?? 0) - (other.message.volume?.number ?? 0));
}

/** A message that is no volume, or whose sender cannot be verified, is not one of this transfer. */
function isOther(error: unknown): boolean {
  return error instanceof DataError && error.code === 'could_not_check' && error.reason !== 'unavailable';
}

/** The Patient of the file, as the matching compares it. */
function documentOf({ patient }: TransferFacts): ReadDocument {
  const identity = identityOfPatient(patient);
  return {
    ...unknownDocument,
    identity,
    patient: { name: displayName(cardOf(readPatient(patient))), traits: traitTexts(identity) },
  };
}
