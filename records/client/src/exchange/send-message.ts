import { exchangeLimits, type Message, type MessageKind, type MessageStream } from '@etanche/core-exchange-protocol';
import { fromBase64url, toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import { elementFor } from '@etanche/core-oprf';
import {
  cutParts,
  jwsHash,
  makeMessageKey,
  measureStream,
  sealAttachment,
  sealMessageBody,
  signMessage,
  type MessageBody,
  type MessageKey,
} from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { DataError } from '../data/data-error.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { hasMaybeArrived } from '../transport/retry.ts';
import type { Correspondent } from './correspondent.ts';
import { confirmCorrespondent } from './correspondent.ts';

/** A message to send. `document` is the text of a FHIR R4 Bundle of type `document`. */
export type NewMessage = Pick<MessageBody, 'subject' | 'document' | 'inReplyTo' | 'forwards'> & {
  readonly kind: MessageKind;
  /** A doctor of the recipient; absent for the whole practice. */
  readonly member?: string;
  readonly attachments: readonly { readonly title: string; readonly contentType: string; readonly content: Blob }[];
  /** End of a share in milliseconds since 1970, and the share that it renews. */
  readonly expires?: number;
  readonly replaces?: string;
  /** The place of a message of a transfer. */
  readonly volume?: Message['volume'];
};

export type SendOptions = {
  /** Sealed bytes that the server has stored, of all. */
  readonly onProgress?: (sent: number, all: number) => void;
  readonly signal?: AbortSignal;
};

/** A message that was sealed: `send` stores it at the records server, and continues after an interruption. */
export type SealedMessage = {
  readonly message: Message;
  /** Base64url JWS. */
  readonly statement: string;
  /** The sealed bytes of a stream. */
  open(stream: number): Promise<ReadableStream<Uint8Array>>;
  /**
   * Stores what the server does not have yet. A repetition continues, and sends nothing twice.
   *
   * @throws DataError `uncertain` if the answer to the last part is lost: the server may have taken the message;
   *   RecordsClientError for one that it has not taken, `conflict` for one that was taken back, `transfer_refused` for
   *   a volume of a transfer that its recipient has refused
   */
  send(options?: SendOptions): Promise<void>;
  /** Whether the server has taken the message, by its id; sends nothing. @throws RecordsClientError */
  check(): Promise<'sent' | 'not_sent'>;
};

/**
 * Seals a message to a practice whose entry was verified, and which a person confirmed if its standing was not `known`.
 *
 * @throws DataError `too_large` for an attachment or a document that exceeds the limits; RecordsClientError
 */
export async function sealMessage(client: RecordsClient, to: Correspondent, given: NewMessage): Promise<SealedMessage> {
  const { environment, practice, session, secrets } = client;
  const { random, group, now } = environment;
  requireSizes(given);
  const { entry, jws } = to.listing;
  const route = {
    message: toRecordId(Uint8Array.from(random(16))),
    sender: { practice: practice.id, member: session.member },
    recipient: { practice: entry.practice, ...(given.member !== undefined && { member: given.member }) },
    epoch: entry.epoch,
  };
  const drawn = elementFor(group, to.inbox.element, random);
  const { key, element, seal } = await makeMessageKey(route, to.inbox, drawn, random);
  const { author } = secrets.keys();
  const attachments = await Promise.all(
    given.attachments.map(async ({ title, contentType, content }) => ({
      ...{ title, contentType, bytes: content.size },
      sha256: toBase64url(await hashOf(content)),
    })),
  );
  const { subject, document, inReplyTo, forwards } = given;
  const body: MessageBody = {
    ...{ subject, document, attachments },
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(forwards !== undefined && { forwards }),
  };
  const sealedBody = await sealMessageBody(key, route, body, author, random);
  const open = async (stream: number): Promise<ReadableStream<Uint8Array>> =>
    stream === 0 ? new Blob([sealedBody]).stream() : sealedContent(key, given, attachments, stream);
  const streams: MessageStream[] = [];
  for (let stream = 0; stream <= attachments.length; stream++) streams.push(await measureStream(await open(stream)));
  const message: Message = {
    ...{ message: route.message, kind: given.kind, sender: route.sender, recipient: route.recipient },
    ...{ entry: toBase64url(jwsHash(jws)), epoch: route.epoch, element, seal, streams, time: now() },
    ...(given.expires !== undefined && { expires: given.expires }),
    ...(given.replaces !== undefined && { replaces: given.replaces }),
    ...(given.volume !== undefined && { volume: given.volume }),
  };
  const statement = await signMessage(message, author);
  await confirmCorrespondent(client, to);
  return sealedMessage(client, message, statement, open);
}

/**
 * A message that is sealed already.
 *
 * @param open the sealed bytes of a stream, which are those of the statement whenever they are asked for
 */
export function sealedMessage(
  client: RecordsClient,
  message: Message,
  statement: string,
  open: (stream: number) => Promise<ReadableStream<Uint8Array>>,
): SealedMessage {
  let isAllAsked = false;
  return {
    message,
    statement,
    open,
    async send(options = {}) {
      try {
        await sendParts(client, message, statement, open, options);
      } catch (error) {
        isAllAsked ||= error instanceof DataError && error.code === 'uncertain';
        throw error;
      }
    },
    async check() {
      // Before the last part was sent, the server cannot have taken it.
      if (!isAllAsked) return 'not_sent';
      const { state } = await client.session.call('sendMessage', { body: { statement } });
      return state === 'uploading' || state === 'withdrawn' ? 'not_sent' : 'sent';
    },
  };
}

function requireSizes({ document, attachments }: NewMessage): void {
  const isTooLarge =
    document.length > exchangeLimits.documentBytes ||
    attachments.length > exchangeLimits.attachments ||
    attachments.some(({ content }) => content.size > exchangeLimits.attachmentBytes);
  if (isTooLarge) throw new DataError('too_large', 'a document or an attachment exceeds the limit of a message');
}

async function sealedContent(
  key: MessageKey,
  { attachments }: NewMessage,
  described: MessageBody['attachments'],
  stream: number,
): Promise<ReadableStream<Uint8Array>> {
  const [given, about] = [attachments[stream - 1], described[stream - 1]];
  if (given === undefined || about === undefined) throw new RangeError('no such attachment');
  const seal = await sealAttachment(key, stream, fromBase64url(about.sha256, 32));
  return given.content.stream().pipeThrough(seal);
}

/** SHA-256 of a content of at most 50 MiB, which the browser holds in memory or on disk. */
async function hashOf(content: Blob): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await content.arrayBuffer()));
}

async function sendParts(
  { session }: RecordsClient,
  { message, streams, volume }: Message,
  statement: string,
  open: (stream: number) => Promise<ReadableStream<Uint8Array>>,
  { onProgress, signal }: SendOptions,
): Promise<void> {
  const stop = signal === undefined ? {} : { signal };
  const { missing, state } = await session.call('sendMessage', { body: { statement }, ...stop });
  if (state === 'refused' && volume !== undefined) {
    throw new RecordsClientError('transfer_refused', 'the recipient has refused the transfer');
  }
  if (state === 'withdrawn') throw new RecordsClientError('conflict', 'the message was taken back');
  const all = streams.reduce((sum, { bytes }) => sum + bytes, 0);
  if (state !== 'uploading') {
    onProgress?.(all, all);
    return;
  }
  const wanted = new Set(missing.map(({ stream, part }) => `${stream}/${part}`));
  let sent = 0;
  for (const stream of streams.keys()) {
    let part = 0;
    for await (const bytes of (await open(stream)).pipeThrough(cutParts())) {
      if (wanted.has(`${stream}/${part}`)) {
        await session.sendPart({ params: { message, stream, part }, body: bytes, ...stop }).catch((cause: unknown) => {
          throw wanted.size === 1 && hasMaybeArrived(cause)
            ? new DataError('uncertain', 'the answer to the last part of a message is lost', { cause })
            : cause;
        });
        wanted.delete(`${stream}/${part}`);
      }
      part += 1;
      sent += bytes.length;
      onProgress?.(sent, all);
    }
  }
}
