import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import type { Message } from '@etanche/core-exchange-protocol';
import { importHkdf } from '../src/envelope/derive.ts';
import { padCompressed, unpadCompressed } from '../src/envelope/padded.ts';
import {
  noPrevious,
  openMessageBody,
  SealingError,
  sealMessageBody,
  signMessage,
  verifyMessage,
  verifySignedFile,
  type SignedFile,
} from '../src/index.ts';
import { encodeEntry, parseEntry } from '../src/scope/pack-content.ts';
import { counted, id, named, signer } from './fixtures.ts';

const runs = inject('isNightly') ? 200_000 : 300;
/** Personal data in the originals, which no error may repeat. */
const personal = /ESSAI|Camille|1977|Courrier/;

const author = await signer('lilas');
const random = counted('mutations');
const message: Message = {
  ...{ message: id('m'), kind: 'message', sender: { practice: id('p'), member: id('lilas') } },
  ...{ recipient: { practice: id('q') }, entry: toBase64url(named('entry', 32)), epoch: 1 },
  ...{ element: toBase64url(named('element', 32)), seal: toBase64url(named('seal', 1168)), time: 1_790_000_000_000 },
  streams: [{ bytes: 100, parts: [toBase64url(named('part', 32))] }],
};
const document = '{"resourceType":"Bundle","type":"document","subject":"ESSAI Camille 1977-07-12"}';
const key = { message: message.message, key: await importHkdf(named('key', 32)) };
const body = { subject: 'Courrier ESSAI', document, attachments: [] };
const sealed = await sealMessageBody(key, message, body, author, random);
const statement = await signMessage(message, author);

type Edit = readonly [at: number, removed: number, inserted: Uint8Array];
const edits = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.uint8Array({ maxLength: 4 })),
  {
    minLength: 1,
    maxLength: 5,
  },
);

function mutated(source: Uint8Array, changes: readonly Edit[]): Bytes {
  return changes.reduce<Bytes>((bytes, [at, removed, inserted]) => {
    const place = Math.floor(at * bytes.length);
    return Uint8Array.from([...bytes.subarray(0, place), ...inserted, ...bytes.subarray(place + removed)]);
  }, Uint8Array.from(source));
}

/**
 * Opens changed copies, and requires a refusal with a code.
 *
 * @returns how many opened, and the errors with personal data
 */
async function onMutations(
  source: Uint8Array,
  open: (bytes: Bytes) => Promise<unknown>,
): Promise<{ readonly opened: number; readonly leaks: readonly string[] }> {
  let opened = 0;
  const leaks: string[] = [];
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      const bytes = mutated(source, changes);
      if (Buffer.from(bytes).equals(Buffer.from(source))) return;
      try {
        await open(bytes);
        opened += 1;
      } catch (error) {
        if (!(error instanceof SealingError)) throw error;
        if (personal.test(error.message)) leaks.push(error.message);
      }
    }),
    { numRuns: runs },
  );
  return { opened, leaks };
}

const refused = { opened: 0, leaks: [] };

test('a damaged statement is refused', async () => {
  const verify = (bytes: Bytes) => verifyMessage(new TextDecoder().decode(bytes), () => [author.publicKey]);
  expect(await onMutations(utf8(statement), verify)).toEqual(refused);
});

test('a damaged body is refused', async () => {
  const open = (bytes: Bytes) => openMessageBody(key, message, bytes, author.publicKey);
  expect(await onMutations(sealed, open)).toEqual(refused);
});

test('a damaged plaintext of a body is refused, or inflates to what was damaged', async () => {
  const padded = await padCompressed(utf8(JSON.stringify(body)));
  const { leaks } = await onMutations(padded, (bytes) => unpadCompressed(bytes, 100_000, 'message body'));
  expect(leaks).toEqual([]);
});

test('a damaged version of a transferred file is refused', async () => {
  const place = { practice: id('p'), scope: id('s') };
  const version = encodeEntry({
    ...{ resource: id('r'), version: 1, kind: 'resource', author: id('lilas'), time: 1, previous: noPrevious },
    ...{ blind: named('blind', 16), bytes: utf8(document) },
  });
  const file: SignedFile = { ...place, head: statement, heads: [], packs: [], marked: [], links: [], versions: [] };
  const open = async (bytes: Bytes) => {
    // The parser alone, and the whole file, whose head is none of the scope.
    parseEntry(bytes);
    await verifySignedFile({ ...file, versions: [bytes] }, () => [author.publicKey]);
  };
  expect(await onMutations(version, open)).toEqual(refused);
});
