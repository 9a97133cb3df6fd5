import {
  directoryEntrySchema,
  messageFault,
  messageSchema,
  receiptSchema,
  withdrawalSchema,
  type DirectoryEntry,
  type Message,
  type Receipt,
  type Withdrawal,
} from '@etanche/core-exchange-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, ProtocolError, verifyCompact } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

/** @throws Refusal `signature_refused` unless this key signed it. @param author base64url */
export async function readEntry(jws: string, author: string): Promise<DirectoryEntry> {
  return read(jws, jwsTypes.directoryEntry, author, (value) => parseShape(directoryEntrySchema, value, 'entry'));
}

/** @throws Refusal `signature_refused` unless this key signed it and it does not contradict itself */
export async function readMessage(jws: string, author: string): Promise<Message> {
  const message = await read(jws, jwsTypes.message, author, parseMessage);
  if (messageFault(message) !== null) throw refused();
  return message;
}

/** @throws Refusal `signature_refused` unless this key signed it */
export async function readReceipt(jws: string, signer: string): Promise<Receipt> {
  return read(jws, jwsTypes.messageReceipt, signer, (value) => parseShape(receiptSchema, value, 'receipt'));
}

/** @throws Refusal `signature_refused` unless this key signed it */
export async function readWithdrawal(jws: string, author: string): Promise<Withdrawal> {
  return read(jws, jwsTypes.messageWithdrawal, author, (value) => parseShape(withdrawalSchema, value, 'withdrawal'));
}

/** The statement of a message before its signature is verified. @throws Refusal `signature_refused` */
export function claimedMessage(jws: string): Message {
  return claimed(jws, parseMessage);
}

/**
 * An entry of a peer's directory, whose readers verify it with the practice's vaults.
 *
 * @throws Refusal `signature_refused`
 */
export function claimedEntry(jws: string): DirectoryEntry {
  return claimed(jws, (value) => parseShape(directoryEntrySchema, value, 'entry'));
}

/** The type and the key that a JWS claims, before its signature is verified. @throws Refusal `signature_refused` */
export function claimedHeader(jws: string): { readonly typ: string; readonly kid: string } {
  return claimedJson(jws.split('.')[0] ?? '', (value) => {
    const { typ, kid } = value as { typ?: unknown; kid?: unknown };
    if (typeof typ !== 'string' || typeof kid !== 'string') throw refused();
    return { typ, kid };
  });
}

function parseMessage(value: unknown): Message {
  return parseShape(messageSchema, value, 'message');
}

function claimed<T>(jws: string, parse: (value: unknown) => T): T {
  return claimedJson(jws.split('.')[1] ?? '', parse);
}

function claimedJson<T>(part: string, parse: (value: unknown) => T): T {
  try {
    return parse(JSON.parse(fromUtf8(fromBase64url(part, undefined))));
  } catch (cause) {
    throw refusedFor(cause);
  }
}

async function read<T>(jws: string, typ: string, signer: string, parse: (value: unknown) => T): Promise<T> {
  try {
    const { payload } = await verifyCompact(jws, typ, fromBase64url(signer, 32));
    return parse(JSON.parse(fromUtf8(payload)));
  } catch (cause) {
    throw refusedFor(cause);
  }
}

function refusedFor(cause: unknown): unknown {
  return cause instanceof ProtocolError || cause instanceof SyntaxError ? refused() : cause;
}

function refused(): Refusal {
  return new Refusal('signature_refused', { detail: 'A statement is not one by its signer.' });
}
