import type { Message, MessageStream } from '@etanche/core-exchange-protocol';
import type { InboxState, OutboxState, ReceivedMessage, SentMessage } from '@etanche/core-records-protocol';
import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import { decodeElement, OprfError } from '@etanche/core-oprf';
import {
  jwsHash,
  openAttachment,
  openMessageBody,
  openMessageKey,
  roleKey,
  SealingError,
  signReceipt,
  signWithdrawal,
  verifyMessage,
  verifyPart,
  verifyReceipt,
  type MessageBody,
  type MessageKey,
} from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { untrusted } from '../data/data-error.ts';
import { orQuotaReached } from '../data/quota-errors.ts';
import { chainOf } from './chain-of.ts';
import { doctorKeys, isDoctorNow, memberKeys } from './correspondent.ts';
import { ownInbox } from './own-inbox.ts';
import type { Listing } from './read-directory.ts';

/** A received message, not verified: `openMessage` verifies it before it spends a unit. */
export type Received = ReceivedMessage & { readonly message: Message };
/** A message that this practice sent. */
export type Sent = SentMessage & { readonly message: Message };

/** A message that was verified and opened. */
export type OpenedMessage = {
  readonly message: Message;
  readonly body: MessageBody;
  /** The exact bytes that the sender signed, and the signature, for a later proof. */
  readonly payload: Bytes;
  readonly signature: Bytes;
  /** The sender's entry in the directory. */
  readonly sender: Listing;
  /** False if the sender has left that practice since, or the end of their right is over. */
  readonly isSenderActive: boolean;
  /** The content of an attachment, by its place from 0. @throws DataError, RecordsClientError */
  attachment(place: number): Promise<ReadableStream<Uint8Array>>;
};

/** One page of the inbox, the newest first. @throws RecordsClientError */
export async function listInbox(
  { session }: RecordsClient,
  { before, state }: { readonly before?: string; readonly state?: InboxState } = {},
): Promise<{ readonly messages: readonly Received[]; readonly unread: number; readonly next: string | null }> {
  const query = { ...(before !== undefined && { before }), ...(state !== undefined && { state }) };
  const page = await session.call('inbox', { query });
  const messages = page.messages.map((each) => ({ ...each, message: claimedMessage(each.statement) }));
  return { messages, unread: page.unread, next: page.next ?? null };
}

/** One page of the outbox, the newest first. @throws RecordsClientError */
export async function listOutbox(
  { session }: RecordsClient,
  before?: string,
): Promise<{ readonly messages: readonly Sent[]; readonly next: string | null }> {
  const page = await session.call('outbox', { query: before === undefined ? {} : { before } });
  const messages = page.messages.map((each) => ({ ...each, message: claimedMessage(each.statement) }));
  return { messages, next: page.next ?? null };
}

/**
 * Opens a received message for one unit: verifies its sender with the vaults of the sender's practice first, then has
 * the element evaluated, and verifies the sender's signature of the content.
 *
 * @param listings the directories (`readDirectories`)
 * @throws DataError `could_not_check` (nothing is shown), `quota_reached`; RecordsClientError `erased` if it was
 *   withdrawn or has expired
 */
export async function openMessage(
  client: RecordsClient,
  received: Received,
  listings: ReadonlyMap<string, Listing>,
): Promise<OpenedMessage> {
  const { practice, session, environment, secrets } = client;
  const { statement, keys: statementOfKeys } = received;
  const claimed = received.message;
  const sender = listings.get(claimed.sender.practice);
  if (sender === undefined) throw untrusted('a message of a practice that is in no directory');
  const chain = await chainOf(client, sender.entry);
  return verified(async () => {
    const keys = await memberKeys(chain, statementOfKeys, claimed.sender.practice, claimed.sender.member);
    const message = await verifyMessage(statement, () => [keys.author]);
    if (message.recipient.practice !== practice.id) throw untrusted('a message to another practice');
    requireTime(message, environment.now());
    const element = decodeElement(environment.group, message.element);
    const { message: id, epoch } = message;
    await session.call('openMessage', { params: { message: id } });
    const sealed = await partsOf(client, message, 0);
    const inbox = await ownInbox(client, epoch);
    const [evaluated] = await orQuotaReached(client, 'evaluation', async () =>
      (await secrets.vault('inbox')).evaluateElements([element], inbox.split),
    ).finally(() => inbox.split.fill(0));
    if (evaluated === undefined) throw new RangeError('the vaults returned no output');
    const care = await roleKey(practice.id, epoch, 'care', await secrets.roleSecret('care', epoch));
    const key = await openMessageKey(message, inbox.keys, care, evaluated);
    const opened = await openMessageBody(key, message, sealed, keys.author);
    return {
      ...{ message, ...opened, sender, isSenderActive: isDoctorNow(chain, keys, environment.now()) },
      attachment: (place) => openContent(client, message, key, opened.body, place),
    };
  });
}

/**
 * Tells the sender that the message was read, or that it is refused. The refusal of a volume is that of all messages of
 * its transfer, opened or not, and of those that arrive later.
 *
 * @throws RecordsClientError
 */
export async function sendReceipt(client: RecordsClient, received: Received, kind: 'read' | 'refused'): Promise<void> {
  const { practice, session, environment, secrets } = client;
  const { message, volume } = received.message;
  const statement = toBase64url(jwsHash(received.statement));
  const member = session.member;
  const receipt = {
    ...{ message, statement, kind, practice: practice.id, member, time: environment.now() },
    ...(kind === 'refused' && volume !== undefined && { transfer: volume.transfer }),
  };
  const body = { receipt: await signReceipt(receipt, secrets.keys().auth) };
  await session.call('sendReceipt', { params: { message }, body });
}

/**
 * Takes back a message of this member, or ends a share. The outbox shows whether it was in time.
 *
 * @throws RecordsClientError
 */
export async function withdrawMessage(
  client: RecordsClient,
  { message, statement }: Pick<Sent, 'message' | 'statement'>,
): Promise<void> {
  const { session, environment, secrets } = client;
  const { message: id } = message;
  const withdrawal = { message: id, statement: toBase64url(jwsHash(statement)), time: environment.now() };
  const body = { withdrawal: await signWithdrawal(withdrawal, secrets.keys().author) };
  await session.call('withdrawMessage', { params: { message: id }, body });
}

/** Records that a message was filed under a patient, or needs no filing. @throws RecordsClientError */
export async function markFiled({ session }: RecordsClient, { message }: Received): Promise<void> {
  await session.call('fileMessage', { params: { message: message.message } });
}

/**
 * Takes back a filing of this member, so that the message is to be handled again.
 *
 * @throws RecordsClientError `conflict` for a colleague's filing
 */
export async function takeBackFiling({ session }: RecordsClient, { message }: Received): Promise<void> {
  await session.call('unfileMessage', { params: { message: message.message } });
}

/**
 * Verifies the newest receipt of a sent message: that the recipient's server, or a doctor of the recipient, signed it.
 *
 * @returns the state that the receipt proves; null without a receipt
 * @throws DataError `could_not_check`
 */
export async function verifyReceipts(
  client: RecordsClient,
  sent: Sent,
  listings: ReadonlyMap<string, Listing>,
): Promise<OutboxState | null> {
  const receipt = sent.receipts.at(-1);
  if (receipt === undefined) return null;
  const listing = listings.get(sent.message.recipient.practice);
  if (listing === undefined) throw untrusted('a receipt of a practice that is in no directory');
  const chain = await chainOf(client, listing.entry);
  return verified(async () => {
    // A refusal of a transfer names its volumes by their own statements, which a server could alter.
    if (sent.message.volume !== undefined)
      await verifyMessage(sent.statement, ({ sender }) => client.practice.authorKeys(sender.member));
    const { kind } = await verifyReceipt(receipt, { jws: sent.statement, message: sent.message }, ({ member }) =>
      member === undefined ? [fromBase64url(chain.server, 32)] : doctorKeys(chain, member),
    );
    return kind;
  });
}

function claimedMessage(statement: string): Message {
  return JSON.parse(new TextDecoder().decode(fromBase64url(statement.split('.')[1] ?? '', undefined))) as Message;
}

async function openContent(
  client: RecordsClient,
  message: Message,
  key: MessageKey,
  { attachments }: MessageBody,
  place: number,
): Promise<ReadableStream<Uint8Array>> {
  const about = attachments[place];
  if (about === undefined) throw new RangeError('no such attachment');
  requireTime(message, client.environment.now());
  const parts = partStream(client, message, place + 1);
  return parts.pipeThrough(await openAttachment(key, place + 1, fromBase64url(about.sha256, 32)));
}

/** A server that still serves a share after its end deceives nobody. @throws DataError `could_not_check` */
function requireTime({ expires }: Message, now: number): void {
  if (expires !== undefined && expires <= now) throw untrusted('a share whose time is over');
}

/** A whole stream, each part verified against the statement. */
async function partsOf(client: RecordsClient, message: Message, stream: number): Promise<Bytes> {
  return new Uint8Array(await new Response(partStream(client, message, stream)).arrayBuffer());
}

function partStream({ session }: RecordsClient, message: Message, stream: number): ReadableStream<Uint8Array> {
  const about: MessageStream | undefined = message.streams[stream];
  if (about === undefined) throw untrusted('a message without one of its streams');
  let part = 0;
  return new ReadableStream({
    async pull(controller) {
      if (part === about.parts.length) {
        controller.close();
        return;
      }
      const { body } = await session.receivedPart({ params: { message: message.message, stream, part } });
      const bytes = new Uint8Array(await new Response(body).arrayBuffer());
      verifyPart(about, part, bytes);
      part += 1;
      controller.enqueue(bytes);
    },
  });
}

async function verified<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SealingError || cause instanceof OprfError) throw untrusted('a message', cause);
    throw cause;
  }
}
