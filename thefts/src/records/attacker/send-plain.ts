import type { Message } from '@etanche/core-exchange-protocol';
import { cutParts, jwsHash, measureStream, signMessage } from '@etanche/core-sealing';
import { toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import type { Correspondent, RecordsClient } from '@etanche/records-client';

/** Bytes of the sealed half of a message's secret. */
const sealBytes = 1168;

/**
 * Defence off: a client that sends a letter as it is, through the same routes. The server stores whatever the statement
 * names.
 */
export async function sendPlain(client: RecordsClient, to: Correspondent, letter: string): Promise<void> {
  const { environment, practice, session, secrets } = client;
  const { entry, jws } = to.listing;
  const id = toRecordId(Uint8Array.from(environment.random(16)));
  const content = new Blob([utf8(letter)]);
  const message: Message = {
    ...{ message: id, kind: 'message', sender: { practice: practice.id, member: session.member } },
    ...{ recipient: { practice: entry.practice }, entry: toBase64url(jwsHash(jws)), epoch: entry.epoch },
    element: entry.inbox.element,
    seal: toBase64url(Uint8Array.from(environment.random(sealBytes))),
    streams: [await measureStream(content.stream())],
    time: environment.now(),
  };
  const statement = await signMessage(message, secrets.keys().author);
  await session.call('sendMessage', { body: { statement } });
  let part = 0;
  for await (const bytes of content.stream().pipeThrough(cutParts())) {
    await session.sendPart({ params: { message: id, stream: 0, part }, body: bytes });
    part += 1;
  }
}
