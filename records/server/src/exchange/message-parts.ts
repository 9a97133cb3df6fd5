import type { Readable } from 'node:stream';
import { exchangeLimits, partBytes, type Message } from '@etanche/core-exchange-protocol';
import { sha256, toBase64url } from '@etanche/core-wire';
import type { BlobStore } from '../attachments/blob-store.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Statement, type Store, type Tx } from '../store/store.ts';

type PartName = { readonly stream: number; readonly part: number };

const listParts: Statement = {
  name: 'message_parts',
  text: 'SELECT stream, part FROM message_part WHERE practice = $1 AND message = $2',
};
const addPart: Statement = {
  name: 'message_part_add',
  text: `INSERT INTO message_part (practice, message, stream, part, bytes) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING`,
};
const dropParts: Statement = {
  name: 'message_parts_drop',
  text: 'DELETE FROM message_part WHERE practice = $1 AND message = $2 RETURNING stream, part',
};

/** Places of a stream's parts in the keys of the blob store. */
const partsPerStream = 128;

/** The parts of messages of an outbox or inbox: at most 1 MiB each, verified by their hash in the statement. */
export class MessageParts {
  readonly #store: Store;
  readonly #blobs: BlobStore;
  readonly #most: number;
  #arriving = 0;

  /** @param most concurrent uploads: each has a part in memory */
  constructor(store: Store, blobs: BlobStore, most: number) {
    this.#store = store;
    this.#blobs = blobs;
    this.#most = most;
  }

  /** The parts that are not stored yet, in order. */
  async missing(tx: Tx, practice: string, message: Message): Promise<PartName[]> {
    const rows = await rowsOf<PartName>(tx, listParts, [practice, message.message]);
    const stored = new Set(rows.map(({ stream, part }) => `${stream}/${part}`));
    return allParts(message).filter(({ stream, part }) => !stored.has(`${stream}/${part}`));
  }

  /**
   * Stores a part durably. A repetition replaces the same bytes.
   *
   * @throws Refusal `not_found` for a part that the message does not have, `signature_refused` for other bytes than its
   *   statement names, `overloaded`
   */
  async put(practice: string, message: Message, name: PartName, body: Readable): Promise<void> {
    const stream = message.streams[name.stream];
    const expected = stream?.parts[name.part];
    if (stream === undefined || expected === undefined) throw new Refusal('not_found');
    if (this.#arriving >= this.#most) throw new Refusal('overloaded', { retryAfter: 2 });
    this.#arriving += 1;
    try {
      const bytes = await collect(body, partBytes(stream, name.part));
      if (bytes === null || toBase64url(sha256(bytes)) !== expected) {
        throw new Refusal('signature_refused', { detail: 'The part is not the one that the statement names.' });
      }
      await this.#blobs.put(keyOf(practice, message.message, name), once(bytes));
      await this.#store.inPractice(practice, (tx) =>
        rowsOf(tx, addPart, [practice, message.message, name.stream, name.part, bytes.length]),
      );
    } finally {
      this.#arriving -= 1;
    }
  }

  /** The bytes of a stored part; null if it is not stored. */
  async get(practice: string, message: string, name: PartName): Promise<Readable | null> {
    return this.#blobs.get(keyOf(practice, message, name));
  }

  /** Deletes all parts of a message: first the bytes, so that an interruption leaves their rows. */
  async drop(practice: string, message: Message): Promise<void> {
    for (const name of allParts(message)) await this.#blobs.delete(keyOf(practice, message.message, name));
    await this.#store.inPractice(practice, (tx) => rowsOf(tx, dropParts, [practice, message.message]));
  }
}

function allParts({ streams }: Message): PartName[] {
  return streams.flatMap(({ parts }, stream) => parts.map((_, part) => ({ stream, part })));
}

function keyOf(practice: string, message: string, { stream, part }: PartName): string {
  return `${practice}/${message}.${1 + stream * partsPerStream + part}`;
}

/** The body, if it has exactly so many bytes. */
async function collect(body: Readable, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = new Uint8Array(Math.min(length, exchangeLimits.partBytes));
  let at = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > bytes.length) return null;
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return at === bytes.length ? bytes : null;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
