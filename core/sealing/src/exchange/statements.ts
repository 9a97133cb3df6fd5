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
import { jwsTypes, parseShape, toBase64url, type Bytes } from '@etanche/core-wire';
import { jwsHash, signJson, verifyJson } from '../envelope/signed-json.ts';
import type { SigningKey } from '../envelope/signing-key.ts';
import { argumentInvalid, cannotOpen } from '../sealing-error.ts';

/** Public keys that may sign a statement, 32 bytes each; none for a stranger. */
type Signers<T> = (statement: T) => readonly Bytes[] | Promise<readonly Bytes[]>;

/** @param auth the `auth` key of a doctor, which the chain has */
export async function signDirectoryEntry(entry: DirectoryEntry, auth: SigningKey): Promise<string> {
  return signJson(parseEntry(entry), jwsTypes.directoryEntry, auth);
}

/** @throws SealingError `cannot_open` */
export async function verifyDirectoryEntry(jws: string, authors: Signers<DirectoryEntry>): Promise<DirectoryEntry> {
  const entry = await verifyJson(jws, jwsTypes.directoryEntry, 'directory entry', parseEntry, authors);
  if ((entry.sequence === 1) !== (entry.previous === null)) throw cannotOpen('entry does not name the preceding one');
  return entry;
}

/** @throws SealingError `argument_invalid` if it contradicts itself */
export async function signMessage(message: Message, author: SigningKey): Promise<string> {
  const fault = messageFault(parseMessage(message));
  if (fault !== null) throw argumentInvalid(`message with ${fault}`);
  return signJson(message, jwsTypes.message, author);
}

/** @throws SealingError `cannot_open` */
export async function verifyMessage(jws: string, authors: Signers<Message>): Promise<Message> {
  const message = await verifyJson(jws, jwsTypes.message, 'message', parseMessage, authors);
  const fault = messageFault(message);
  if (fault !== null) throw cannotOpen(`message with ${fault}`);
  return message;
}

/** @param signer the `auth` key of the member, or for `received` the key of the records server */
export async function signReceipt(receipt: Receipt, signer: SigningKey): Promise<string> {
  return signJson(receipt, jwsTypes.messageReceipt, signer);
}

/**
 * Verifies a receipt for this message of its recipient, or the refusal of the transfer whose volume it is.
 *
 * @param sent JWS of the message
 * @throws SealingError `cannot_open`
 */
export async function verifyReceipt(
  jws: string,
  sent: { readonly jws: string; readonly message: Message },
  signers: Signers<Receipt>,
): Promise<Receipt> {
  const receipt = await verifyJson(jws, jwsTypes.messageReceipt, 'receipt', parseReceipt, signers);
  const { kind, transfer } = receipt;
  const isOfTransfer = transfer !== undefined && transfer === sent.message.volume?.transfer;
  if (transfer !== undefined && (kind !== 'refused' || !isOfTransfer)) throw cannotOpen('receipt for another transfer');
  if (!(isOf(receipt, sent) || isOfTransfer) || receipt.practice !== sent.message.recipient.practice) {
    throw cannotOpen('receipt for another message');
  }
  if ((kind === 'received') !== (receipt.member === undefined)) throw cannotOpen('receipt by another signer');
  return receipt;
}

export async function signWithdrawal(withdrawal: Withdrawal, author: SigningKey): Promise<string> {
  return signJson(withdrawal, jwsTypes.messageWithdrawal, author);
}

/** Verifies a withdrawal of this message. @param authors keys of its sender @throws SealingError `cannot_open` */
export async function verifyWithdrawal(
  jws: string,
  sent: { readonly jws: string; readonly message: Message },
  authors: readonly Bytes[],
): Promise<Withdrawal> {
  const withdrawal = await verifyJson(jws, jwsTypes.messageWithdrawal, 'withdrawal', parseWithdrawal, () => authors);
  if (!isOf(withdrawal, sent)) throw cannotOpen('withdrawal of another message');
  return withdrawal;
}

function isOf(
  { message, statement }: Pick<Receipt, 'message' | 'statement'>,
  sent: { readonly jws: string; readonly message: Message },
): boolean {
  return message === sent.message.message && statement === toBase64url(jwsHash(sent.jws));
}

function parseEntry(value: unknown): DirectoryEntry {
  return parseShape(directoryEntrySchema, value, 'directory entry');
}

function parseMessage(value: unknown): Message {
  return parseShape(messageSchema, value, 'message');
}

function parseReceipt(value: unknown): Receipt {
  return parseShape(receiptSchema, value, 'receipt');
}

function parseWithdrawal(value: unknown): Withdrawal {
  return parseShape(withdrawalSchema, value, 'withdrawal');
}
