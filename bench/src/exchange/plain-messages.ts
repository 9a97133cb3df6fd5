import { createHash } from 'node:crypto';
import type { Message } from '@etanche/core-exchange-protocol';
import { cutParts, jwsHash, measureStream, signMessage } from '@etanche/core-sealing';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import type { Correspondent, RecordsClient } from '@etanche/records-client';

/** Bytes of the sealed half of a message's secret. */
const sealBytes = 1168;

/**
 * The peer of a sealed message: the same routes, statement and parts, whose bytes are those of the content.
 *
 * @returns its id
 */
export async function sendPlain(
  { environment, practice, session, secrets }: RecordsClient,
  to: Correspondent,
  content: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { entry, jws } = to.listing;
  const id = toRecordId(Uint8Array.from(environment.random(16)));
  const blob = new Blob([content]);
  const message: Message = {
    ...{ message: id, kind: 'message', sender: { practice: practice.id, member: session.member } },
    ...{ recipient: { practice: entry.practice }, entry: toBase64url(jwsHash(jws)), epoch: entry.epoch },
    element: entry.inbox.element,
    seal: toBase64url(Uint8Array.from(environment.random(sealBytes))),
    streams: [await measureStream(blob.stream())],
    time: environment.now(),
  };
  const statement = await signMessage(message, secrets.keys().author);
  await session.call('sendMessage', { body: { statement } });
  let part = 0;
  for await (const bytes of blob.stream().pipeThrough(cutParts())) {
    await session.sendPart({ params: { message: id, stream: 0, part }, body: bytes });
    part += 1;
  }
  return id;
}

/** Fetches a plain message. @returns SHA-256 of its content, hexadecimal */
export async function openPlain({ session }: RecordsClient, message: string): Promise<string> {
  await session.call('openMessage', { params: { message } });
  const { messages } = await session.call('inbox', { query: {} });
  const statement = messages.find((each) => messageOf(each.statement).message === message)?.statement;
  if (statement === undefined) throw new Error('the message did not arrive');
  const parts = messageOf(statement).streams[0]?.parts.length ?? 0;
  const hash = createHash('sha256');
  for (let part = 0; part < parts; part++) {
    const { body } = await session.receivedPart({ params: { message, stream: 0, part } });
    hash.update(new Uint8Array(await new Response(body).arrayBuffer()));
  }
  return hash.digest('hex');
}

function messageOf(statement: string): Message {
  return JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()) as Message;
}
