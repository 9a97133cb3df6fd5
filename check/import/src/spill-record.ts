import type { Bytes, Kind } from '@etanche/core-protocol';
import type { Detail, Entry } from '@etanche/core-sealed-index';

/** An identifier of a kind that is to be indexed. */
export type Identifier = { readonly kind: Kind; readonly identifier: string };

/** What one row says of one person, on its way to the person's other rows. */
export type PersonRecord = {
  /** 16 bytes that name the person. */
  readonly name: Bytes;
  readonly entry: Entry;
  readonly identifiers: readonly Identifier[];
  /** The cells that the person's letter repeats. */
  readonly letter: readonly string[];
  /** Hexadecimal name under which the row's person is looked for, or empty. */
  readonly lookFor: string;
};

/** One identifier of one person, on its way to the other people who have the same. */
export type TermRecord = Identifier & {
  /** 16 bytes that name kind and identifier. */
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

/** The name, the categories, then length and JSON of the rest. */
function encode(name: Bytes, categories: bigint, texts: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(texts));
  const head = Buffer.alloc(HEADER_BYTES);
  head.set(name, 0);
  head.writeBigUInt64BE(categories, NAME_BYTES);
  head.writeUInt32BE(json.length, NAME_BYTES + 8);
  return Buffer.concat([head, json]);
}

/** Working files are authenticated before they are parsed: what is in them is what `encode` wrote. */
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
