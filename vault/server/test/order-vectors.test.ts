import { describe, expect, test } from 'vitest';
import { parseOrder, approverKeyHash, cancelHash, orderMessage, practiceIdOf } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, utf8 } from '@etanche/core-wire';
import vectors from '../../../vectors/orders.json' with { type: 'json' };
import { readOrder } from '../src/orders/read-order.ts';
import { countReceipts } from '../src/orders/receipts.ts';
import { verifyAssertion } from '../src/orders/verify-assertion.ts';
import { verifyCard } from '../src/orders/verify-card.ts';
import { verifyOrderSignature } from '../src/orders/verify-signature.ts';

const { vaults, signature, card, failures } = vectors;
const read = parseOrder(utf8(vectors.order.payload));
const approver = { approver: card.approver, card: card.jws };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the order of the vectors', () => {
  test('the order has the hash, message and cancellation challenge of the vectors', () => {
    expect(hex(read.hash)).toBe(vectors.order.hash);
    expect(hex(orderMessage(read.hash))).toBe(vectors.order.message);
    expect(hex(cancelHash(read.id))).toBe(vectors.order.cancelHash);
  });

  test('the genesis gives its practice the id of the vectors', () => {
    const { payload, practice } = vectors.genesis;
    expect(practiceIdOf(utf8(payload))).toBe(practice);
    expect(readOrder({ payload: toBase64url(utf8(payload)) }, practice).order).toMatchObject({ practice, sequence: 0 });
  });

  test('the card has the passkey fingerprint of the vectors', () => {
    expect(hex(approverKeyHash(card))).toBe(card.fingerprint);
  });

  test('the signature, approval and receipt of the vectors are valid', async () => {
    expect(await verifyOrderSignature(read.hash, signature.publicKey, signature.signature)).toBe(true);
    expect(await verifyCard(approver, vaults)).toMatchObject({
      credential: card.credential,
      publicKey: card.publicKey,
    });
    expect(await verifyAssertion(vectors.assertion, card, read.hash)).toBe(true);
    expect(await countReceipts([vectors.receipt, vectors.receipt], vaults, read)).toBe(1);
  });

  test('a receipt is invalid if the vault is at another index', async () => {
    expect(await countReceipts([vectors.receipt], [...vaults].reverse(), read)).toBe(0);
    expect(await countReceipts([vectors.receipt], vaults.slice(1), read)).toBe(0);
    const other = { ...read, id: toBase64url(new Uint8Array(32)) };
    expect(await countReceipts([vectors.receipt], vaults, other)).toBe(0);
  });
});

describe('refused vectors', () => {
  test.for(failures.geneses)('a vault rejects a genesis: $name', ({ payload }) => {
    const { practice } = parseOrder(utf8(payload)).order;
    const reading = () => readOrder({ payload: toBase64url(utf8(payload)) }, practice);
    expect(reading).toThrow(expect.objectContaining({ code: 'order_refused' }) as Error);
  });

  test.for(failures.signatures)('a vault rejects a signature: $name', async (vector) => {
    expect(await verifyOrderSignature(read.hash, signature.publicKey, vector.signature)).toBe(false);
  });

  test.for(failures.assertions)('a vault rejects an assertion: $name', async ({ assertion }) => {
    expect(await verifyAssertion(assertion, card, read.hash)).toBe(false);
  });

  test.for(failures.cards)('a vault rejects a card: $name', async (vector) => {
    expect(await verifyCard({ approver: card.approver, card: vector.card }, vaults)).toBeNull();
  });

  test('a vault rejects an assertion for another order, passkey or origin', async () => {
    const { assertion } = vectors;
    expect(await verifyAssertion(assertion, card, fromBase64url(signature.publicKey, 32))).toBe(false);
    expect(await verifyAssertion(assertion, { ...card, origin: 'https://records.example' }, read.hash)).toBe(false);
    expect(await verifyAssertion(assertion, { ...card, rpId: 'example' }, read.hash)).toBe(false);
    const bytes = fromBase64url(card.publicKey, undefined);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    expect(await verifyAssertion(assertion, { ...card, publicKey: toBase64url(bytes) }, read.hash)).toBe(false);
  });

  test('a vault rejects a card under another approver’s id', async () => {
    expect(await verifyCard({ ...approver, approver: 'a'.repeat(26) }, vaults)).toBeNull();
  });
});
