import {
  decodeElement,
  elementFor,
  nobleGroup as group,
  proveSplit,
  splitElement,
  verifySplit,
} from '@etanche/core-oprf';
import type { Message } from '@etanche/core-exchange-protocol';
import { describe, expect, test } from 'vitest';
import { streamKey } from '../src/exchange/message-stream.ts';
import { importHkdf } from '../src/envelope/derive.ts';
import { roleKey } from '../src/keys/role-key.ts';
import {
  inboxContext,
  inboxSplit,
  makeMessageKey,
  measureStream,
  openAttachment,
  openMessageBody,
  openMessageKey,
  sealAttachment,
  sealMessageBody,
  signMessage,
  verifyMessage,
  verifyPart,
  verifyReceipt,
  verifyWithdrawal,
  type MessageBody,
} from '../src/index.ts';
import {
  argumentInvalid,
  asked,
  cannotOpen,
  counted,
  hex,
  id,
  named,
  outcome,
  readVectors,
  signer,
  toHex,
} from './fixtures.ts';

type Case<T> = T & { name: string };
type Vectors = {
  practice: string;
  key: string;
  publicKey: string;
  care: Record<string, string>;
  split: string;
  element: string;
  proofs: Case<{
    practice: string;
    epoch: number;
    publicKey: string;
    element: string;
    proof: string;
    isValid: boolean;
  }>[];
  sender: { author: string; practice: string; member: string };
  recipient: { author: string; practice: string; member: string };
  draw: string;
  shared: string;
  sealing: string;
  statements: Case<{ jws: string; isValid: boolean }>[];
  keys: Case<{
    statement: Message;
    evaluated: string;
    inboxElement: string;
    sealed: string;
    opened?: { payload: string };
  }>[];
  messageKey: string;
  bodies: Case<{ sealed: string; payload?: string }>[];
  attachment: { number: number; hash: string; content: string; sealed: string };
  receipts: Case<{ jws: string; isValid: boolean }>[];
  server: string;
  withdrawals: Case<{ jws: string; isValid: boolean }>[];
};
const vectors = readVectors('message') as Vectors;
const sender = hex(vectors.sender.author);
const [good] = vectors.statements;
if (good === undefined) throw new RangeError('no statement in the vectors');
const sent = { jws: good.jws, message: await verifyMessage(good.jws, () => [sender]) };

describe('an inbox key', () => {
  test('is the vaults’ key times the practice’s scalar', async () => {
    const wide = await inboxSplit(vectors.practice, 1, hex(vectors.care['1'] ?? ''));
    expect(toHex(wide)).toBe(vectors.split);
    expect(toHex(splitElement(group, hex(vectors.publicKey), group.reduce(wide)))).toBe(vectors.element);
  });

  test.each(vectors.proofs)('has a proof: $name', ({ practice, epoch, publicKey, element, proof, isValid }) => {
    const key = { publicKey: hex(publicKey), element: hex(element) };
    expect(verifySplit(group, key, inboxContext(practice, epoch), hex(proof))).toBe(isValid);
  });

  test('has a proof for each scalar, which holds for no other scalar', () => {
    const publicKey = hex(vectors.publicKey);
    const context = inboxContext(vectors.practice, 3);
    const random = counted('proofs');
    for (const name of ['one', 'two', 'three']) {
      const split = group.reduce(named(name, 64));
      const proof = proveSplit(group, publicKey, split, context, (length) => Uint8Array.from(random(length)));
      const element = splitElement(group, publicKey, split);
      expect(verifySplit(group, { publicKey, element }, context, proof)).toBe(true);
      expect(verifySplit(group, { publicKey, element: publicKey }, context, proof)).toBe(false);
    }
  });

  test('is proved by another nonce for another statement, also if the machine repeats its random bytes', () => {
    const publicKey = hex(vectors.publicKey);
    const split = group.reduce(named('split', 64));
    const same = (): Uint8Array<ArrayBuffer> => named('repeated', 64);
    const [a, b] = [1, 2].map((epoch) => proveSplit(group, publicKey, split, inboxContext(id('p'), epoch), same));
    expect(toHex(a ?? new Uint8Array()).slice(64)).not.toBe(toHex(b ?? new Uint8Array()).slice(64));
    const again = proveSplit(group, publicKey, split, inboxContext(id('p'), 1), same);
    expect(toHex(again)).toBe(toHex(a ?? new Uint8Array()));
  });
});

describe('a statement of a message', () => {
  test.each(vectors.statements)('verifies or is rejected: $name', async ({ jws, isValid }) => {
    const result = await outcome(verifyMessage(jws, () => [sender]));
    expect('value' in result).toBe(isValid);
  });

  test('is not signed if it contradicts itself', async () => {
    const author = await signer('author');
    await expect(signMessage({ ...sent.message, kind: 'share' }, author)).rejects.toThrow(argumentInvalid);
    await expect(signMessage({ ...sent.message, streams: [] }, author)).rejects.toMatchObject({
      code: 'schema_invalid',
    });
  });
});

describe('the key of a message', () => {
  test.each(vectors.keys)('opens its body or nothing: $name', async ({ statement, opened, ...vector }) => {
    const care = await roleKey(vectors.practice, 1, 'care', hex(vectors.care['1'] ?? ''));
    const inbox = { element: hex(vector.inboxElement), sealing: hex(vectors.sealing) };
    const result = await outcome(
      openMessageKey(statement, inbox, care, hex(vector.evaluated))
        .then((key) => openMessageBody(key, statement, hex(vector.sealed), sender))
        .then(({ payload }) => ({ payload: toHex(payload) })),
    );
    expect(result).toEqual(asked(opened));
  });

  test('is that of the vectors when it is made from their random bytes', async () => {
    const drawn = elementFor(group, hex(vectors.element), () => hex(vectors.draw));
    expect(toHex(drawn.evaluated)).toBe(vectors.shared);
    const seeds = [named('secret of the message', 32), named('seal of the message', 64)];
    const made = await makeMessageKey(
      sent.message,
      { element: hex(vectors.element), sealing: hex(vectors.sealing) },
      drawn,
      (length) => seeds.shift() ?? new Uint8Array(length),
    );
    expect({ element: made.element, seal: made.seal }).toEqual({
      element: sent.message.element,
      seal: sent.message.seal,
    });
    const opened = await openMessageBody(made.key, sent.message, hex(vectors.bodies[0]?.sealed ?? ''), sender);
    expect(opened.body.subject).toBe('Compte rendu');
  });
});

const key = { message: sent.message.message, key: await importHkdf(hex(vectors.messageKey)) };

describe('a body', () => {
  test.each(vectors.bodies)('opens or is rejected: $name', async ({ sealed, payload }) => {
    const result = await outcome(
      openMessageBody(key, sent.message, hex(sealed), sender).then((opened) => toHex(opened.payload)),
    );
    expect(result).toEqual(asked(payload));
  });

  test('opens as it was sealed, in a size class, and under another key each time', async () => {
    const author = await signer('author');
    const random = counted('bodies');
    const body: MessageBody = { subject: 'é', document: '{"a":1.00}', attachments: [], inReplyTo: id('earlier') };
    const first = await sealMessageBody(key, sent.message, body, author, random);
    const second = await sealMessageBody(key, sent.message, body, author, random);
    expect(toHex(first.slice(32))).not.toBe(toHex(second.slice(32)));
    expect(first.length).toBe(32 + 256 + 16);
    const opened = await openMessageBody(key, sent.message, second, author.publicKey);
    expect(opened.body).toEqual(body);
    await expect(openMessageBody(key, sent.message, second, sender)).rejects.toThrow(cannotOpen);
  });
});

describe('an attachment', () => {
  const content = named('attachment', 70_000);
  const { number, hash } = vectors.attachment;
  const sealWith = async (bytes: Uint8Array<ArrayBuffer>, at = number): Promise<Uint8Array<ArrayBuffer>> =>
    collect(new Blob([bytes]).stream().pipeThrough(await sealAttachment(key, at, hex(hash))));

  test('is sealed to the bytes of the vectors, each time', async () => {
    const [once, again] = [await sealWith(content), await sealWith(content)];
    expect(toHex(once)).toBe(toHex(again));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', once));
    expect(toHex(digest)).toBe(vectors.attachment.sealed);
    const stream = await measureStream(new Blob([once]).stream());
    expect(stream).toEqual(sent.message.streams[1]);
    verifyPart(stream, 0, once);
    expect(() => {
      verifyPart(stream, 1, once);
    }).toThrow(cannotOpen);
    expect(() => {
      verifyPart(stream, 0, once.slice(1));
    }).toThrow(cannotOpen);
  });

  test('opens in its place alone, and only whole', async () => {
    const sealed = await sealWith(content);
    const openWith = async (bytes: Uint8Array<ArrayBuffer>, at: number, by = hex(hash)) =>
      collect(new Blob([bytes]).stream().pipeThrough(await openAttachment(key, at, by)));
    expect(toHex(await openWith(sealed, number))).toBe(toHex(content));
    await expect(openWith(sealed, 2)).rejects.toThrow(cannotOpen);
    await expect(openWith(sealed, number, named('another hash', 32))).rejects.toThrow(cannotOpen);
    await expect(openWith(sealed.slice(0, 65_552), number)).rejects.toThrow(cannotOpen);
    await expect(openWith(sealed.slice(0, -1), number)).rejects.toThrow(cannotOpen);
  });

  test.each([-1, 21, 1.5])('has no stream %s', async (at) => {
    await expect(streamKey(key, at, hex(hash))).rejects.toThrow(argumentInvalid);
  });
});

describe('receipts and withdrawals', () => {
  const signers = ({ member }: { member?: string }) =>
    member === undefined ? [hex(vectors.server)] : [hex(vectors.recipient.author)];

  test.each(vectors.receipts)('a receipt verifies or is rejected: $name', async ({ jws, isValid }) => {
    const result = await outcome(verifyReceipt(jws, sent, signers));
    expect(result).toMatchObject(isValid ? { value: { message: sent.message.message } } : { code: 'cannot_open' });
  });

  test.each(vectors.withdrawals)('a withdrawal verifies or is rejected: $name', async ({ jws, isValid }) => {
    const result = await outcome(verifyWithdrawal(jws, sent, [sender]));
    expect(result).toMatchObject(isValid ? { value: { message: sent.message.message } } : { code: 'cannot_open' });
  });
});

test('an element from outside that is no element of the group never reaches the key', () => {
  for (const bad of ['00'.repeat(32), `01${'00'.repeat(31)}`]) expect(() => decodeElement(group, hex(bad))).toThrow();
});

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
