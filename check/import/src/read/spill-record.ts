import type { Kind } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Detail, Entry } from '@etanche/core-sealed-index';

/** An identifier of an indexed kind. */
export type Identifier = { readonly kind: Kind; readonly identifier: string };

/** The data of one row about one person, to be merged with the person's other rows. */
export type PersonRecord = {
  /** Id of the person, 16 bytes. */
  readonly name: Bytes;
  readonly entry: Entry;
  readonly identifiers: readonly Identifier[];
  /** The cells for the person's letter. */
  readonly letter: readonly string[];
  /** Hexadecimal id under which to look for the row's person, or empty. */
  readonly lookFor: string;
};

/** One identifier of one person, to be grouped with other people who have the same. */
type TermRecord = Identifier & {
  /** Id of the kind and identifier, 16 bytes. */
  readonly name: Bytes;
  readonly entry: Entry;
};

const NAME_BYTES = 16;
const HEADER_BYTES = NAME_BYTES + 8 + 4;

export function encodePerson({ name, entry, identifiers, letter, lookFor }: PersonRecord): Buffer {
  return encode(name, entry.categories, [entry.details, identifiers, letter, lookFor]);
}

export function encodeTerm({ name, entry, kind, identifier }: TermRecord): Buffer {
  return encode(name, entry.categories, [entry.details, kind, identifier]);
}

export function* parsePeople(bytes: Buffer): Generator<PersonRecord> {
  for (const { name, categories, texts } of records(bytes)) {
    const [details, identifiers, letter, lookFor] = texts as [Detail[], Identifier[], string[], string];
    yield { name, entry: { categories, details }, identifiers, letter, lookFor };
  }
}

export function* parseTerms(bytes: Buffer): Generator<TermRecord> {
  for (const { name, categories, texts } of records(bytes)) {
    const [details, kind, identifier] = texts as [Detail[], Kind, string];
    yield { name, entry: { categories, details }, kind, identifier };
  }
}

/** The id, the categories, then length and JSON of the rest. */
function encode(name: Bytes, categories: bigint, texts: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(texts));
  const head = Buffer.alloc(HEADER_BYTES);
  head.set(name, 0);
  head.writeBigUInt64BE(categories, NAME_BYTES);
  head.writeUInt32BE(json.length, NAME_BYTES + 8);
  return Buffer.concat([head, json]);
}

/** Working files are authenticated before they are parsed, so they only contain output of `encode`. */
function* records(bytes: Buffer): Generator<{ name: Bytes; categories: bigint; texts: unknown }> {
  for (let offset = 0; offset < bytes.length;) {
    const start = offset + HEADER_BYTES;
    const end = start + bytes.readUInt32BE(start - 4);
    yield {
      name: Uint8Array.from(bytes.subarray(offset, offset + NAME_BYTES)),
      categories: bytes.readBigUInt64BE(offset + NAME_BYTES),
      texts: JSON.parse(bytes.toString('utf8', start, end)),
    };
    offset = end;
  }
}
