import type { DirectoryEntry, Message, Receipt } from '@etanche/core-exchange-protocol';
import { jwsTypes, sha256, toBase64url, utf8 } from '@etanche/core-wire';
import type { Federation } from '@etanche/core-vault-protocol';
import { sign } from '../../../../vault/server/test/support/caller.ts';
import { call, problemOf } from './api.ts';
import type { Practice } from './founding.ts';
import { newId, random } from './store.ts';

/** A practice that sends and receives: the server cannot open anything, so keys and contents are random. */
export type Correspondent = Practice & { readonly url: string; readonly federation: Federation };

export const hash = (text: string): string => toBase64url(sha256(utf8(text)));

export async function entryOf(of: Correspondent, over: Partial<DirectoryEntry> = {}, sealing = random(1216)) {
  const entry: DirectoryEntry = {
    practice: of.id,
    sequence: 1,
    previous: null,
    author: of.doctor.member,
    federation: of.federation,
    server: of.url,
    epoch: 1,
    inbox: {
      publicKey: toBase64url(random(32)),
      element: toBase64url(random(32)),
      proof: toBase64url(random(64)),
      sealing: toBase64url(sha256(sealing)),
    },
    name: 'Cabinet des Lilas',
    place: '69003 Lyon',
    practitioners: [{ member: of.doctor.member, name: 'Dr Alice Martin', speciality: 'Médecine générale' }],
    ...over,
  };
  return { entry: await sign(entry, jwsTypes.directoryEntry, of.doctor.auth), sealing: toBase64url(sealing) };
}

export async function publish(of: Correspondent): Promise<string> {
  const body = await entryOf(of);
  await call(of.url, 'publishEntry', { token: of.signedIn.token, body });
  return body.entry;
}

/** A message whose streams are random bytes of these sizes. */
export async function compose(
  from: Correspondent,
  to: Pick<Correspondent, 'id'>,
  over: Partial<Message> = {},
  sizes: readonly number[] = [700],
) {
  const streams = sizes.map((size) => Buffer.from(random(size)));
  const cut = (bytes: Buffer) =>
    Array.from({ length: Math.ceil(bytes.length / 1_048_832) }, (_, i) =>
      bytes.subarray(i * 1_048_832, (i + 1) * 1_048_832),
    );
  const message: Message = {
    message: newId(),
    kind: 'message',
    sender: { practice: from.id, member: from.doctor.member },
    recipient: { practice: to.id },
    entry: toBase64url(random(32)),
    epoch: 1,
    element: toBase64url(random(32)),
    seal: toBase64url(random(1168)),
    streams: streams.map((bytes) => ({
      bytes: bytes.length,
      parts: cut(bytes).map((part) => toBase64url(sha256(part))),
    })),
    time: Date.now(),
    ...over,
  };
  const statement = await sign(message, jwsTypes.message, from.doctor.author);
  return { message, statement, parts: streams.map(cut) };
}
export type Composed = Awaited<ReturnType<typeof compose>>;

/** Stores a part at the sender's server. @returns the code of a refusal, or the number of missing parts */
export async function putPart(
  { url, signedIn }: Correspondent,
  message: string,
  stream: number,
  part: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | number> {
  const response = await fetch(`${url}/v1/outbox/${message}/streams/${stream}/parts/${part}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${signedIn.token}`, 'content-type': 'application/octet-stream' },
    body: new Blob([bytes]),
  });
  if (!response.ok) return (await problemOf(response)).code;
  return ((await response.json()) as { missing: unknown[] }).missing.length;
}

/** Stores the statement and every missing part. */
export async function sendWhole(from: Correspondent, composed: Composed): Promise<void> {
  const { statement, message, parts } = composed;
  const { missing } = await call(from.url, 'sendMessage', { token: from.signedIn.token, body: { statement } });
  for (const { stream, part } of missing) {
    await putPart(from, message.message, stream, part, Uint8Array.from(parts[stream]?.[part] ?? []));
  }
}

export async function receiptFor(by: Correspondent, composed: Composed, over: Partial<Receipt> = {}): Promise<string> {
  const receipt: Receipt = {
    message: composed.message.message,
    statement: hash(composed.statement),
    kind: 'read',
    practice: by.id,
    member: by.doctor.member,
    time: Date.now(),
    ...over,
  };
  return sign(receipt, jwsTypes.messageReceipt, by.doctor.auth);
}

export async function withdrawalOf(by: Correspondent, composed: Composed, statement = composed.statement) {
  const withdrawal = { message: composed.message.message, statement: hash(statement), time: Date.now() };
  return sign(withdrawal, jwsTypes.messageWithdrawal, by.doctor.author);
}

/** The message as the sender's outbox shows it. */
export async function sentState(of: Correspondent, composed: Composed) {
  const { messages } = await call(of.url, 'outbox', { token: of.signedIn.token });
  return messages.find(({ statement }) => statement === composed.statement) ?? null;
}

/** The message as the recipient's inbox shows it. */
export async function receivedState(of: Correspondent, composed: Composed) {
  const { messages } = await call(of.url, 'inbox', { token: of.signedIn.token });
  return messages.find(({ statement }) => statement === composed.statement) ?? null;
}
