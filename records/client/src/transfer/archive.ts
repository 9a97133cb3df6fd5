import { compartments, recordsLimits } from '@etanche/core-records-protocol';
import { sealedBinaryLength } from '@etanche/core-sealing';
import { bytes32Schema } from '@etanche/core-vault-protocol';
import {
  concat,
  fromUtf8,
  object,
  parseShape,
  recordIdSchema,
  u32,
  utf8,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import { DataError, untrusted } from '../data/data-error.ts';

/** Kinds of frames of an archive: byte(kind) ‖ u32(length) ‖ bytes. */
export const frameKinds = { header: 1, version: 2, binary: 3, chunk: 4, end: 5 } as const;
type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];
export type Frame = { readonly kind: FrameKind; readonly bytes: Bytes };

const FRAME_BYTES = 5;
const mostFrameBytes = 32 * 1024 * 1024;

const jws = { type: 'string', pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$', maxLength: 8192 } as const;
const text = (maxLength: number) => ({ type: 'string', pattern: '^[A-Za-z0-9_-]*$', maxLength }) as const;
const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const many = <Items>(items: Items, maxItems: number) => ({ type: 'array', items, minItems: 0, maxItems }) as const;
const compartment = { enum: compartments } as const;
const list = text(52 * 2 * recordsLimits.resourcesPerScope);

/** The first frame: everything that proves the versions which follow (docs/protocol.md 9.5). */
export const headerSchema = object({
  format: { const: 'etanche/v1/transfer' },
  practice: recordIdSchema,
  scope: recordIdSchema,
  head: jws,
  heads: many(jws, 100_000),
  /** Statements of keys of the authors; the chain of their practice has their hashes. */
  keys: many(jws, 2000),
  packs: many(
    object(
      {
        compartment,
        sequence: count,
        number: count,
        epoch: count,
        author: recordIdSchema,
        time: count,
        seal: object({ element: bytes32Schema, batch: recordIdSchema }),
        list,
        digest: bytes32Schema,
      },
      ['seal'],
    ),
    100_000,
  ),
  marked: many(object({ compartment, mark: { enum: ['destroyed', 'lost'] }, list }), 4),
  links: many(bytes32Schema, recordsLimits.sealsPerScope),
});
export type ArchiveHeader = Shape<typeof headerSchema>;

/** A binary, whose chunks and `end` follow. `stored`: large data of a resource that are stored separately. */
const binarySchema = object({ binary: recordIdSchema, kind: { enum: ['attachment', 'stored'] } });
export type ArchiveBinary = Shape<typeof binarySchema>;

export function frame(kind: FrameKind, bytes: Uint8Array): Bytes {
  return concat(frameStart(kind, bytes.length), bytes);
}

/** What precedes the bytes of a frame. */
export function frameStart(kind: FrameKind, length: number): Bytes {
  return concat(Uint8Array.of(kind), u32(length));
}

/** @throws DataError `too_large` for a proof that no binary holds */
export function requireProofFits(bytes: number, most: number = recordsLimits.binaryBytes): void {
  if (sealedBinaryLength(bytes) > most) throw new DataError('too_large', `a proof of ${bytes} bytes`);
}

export function jsonFrame(kind: FrameKind, value: ArchiveHeader | ArchiveBinary): Bytes {
  return frame(kind, utf8(JSON.stringify(value)));
}

/** @throws DataError `could_not_check` */
export function parseHeader({ kind, bytes }: Frame): ArchiveHeader {
  if (kind !== frameKinds.header) throw untrusted('an archive without its header');
  return parseShape(headerSchema, JSON.parse(fromUtf8(bytes)), 'header of an archive');
}

export function parseBinary({ bytes }: Frame): ArchiveBinary {
  return parseShape(binarySchema, JSON.parse(fromUtf8(bytes)), 'binary of an archive');
}

/** The frames of an archive, one after the other. @throws DataError `could_not_check` for a malformed or cut one */
export async function* readFrames(archive: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let needed = FRAME_BYTES;
  let next: { readonly kind: FrameKind; readonly bytes: number } | null = null;
  for await (const piece of archive) {
    pieces.push(piece);
    length += piece.length;
    if (length < needed) continue;
    // Joined once for all frames in it: an archive of empty frames would otherwise copy its rest for each of them.
    const joined = concat(...pieces);
    let at = 0;
    for (;;) {
      needed = next?.bytes ?? FRAME_BYTES;
      if (joined.length - at < needed) break;
      const bytes = joined.slice(at, at + needed);
      at += needed;
      if (next === null) next = parseStart(bytes);
      else {
        yield { kind: next.kind, bytes };
        next = null;
      }
    }
    pieces = [joined.subarray(at)];
    length = joined.length - at;
  }
  if (next !== null || length > 0) throw untrusted('an archive that ends within a frame');
}

function parseStart(start: Bytes): { readonly kind: FrameKind; readonly bytes: number } {
  const kind = Object.values(frameKinds).find((each) => each === start[0]);
  const bytes = new DataView(start.buffer).getUint32(1);
  if (kind === undefined || bytes > mostFrameBytes) throw untrusted('an archive with a malformed frame');
  return { kind, bytes };
}
