import { parseList, recordsLimits, type VersionLeaf } from '@etanche/core-records-protocol';
import {
  keysHash,
  SealingError,
  verifyMemberStatement,
  verifySignedFile,
  type AuthorKeys,
  type VerifiedFile,
} from '@etanche/core-sealing';
import type { Chain } from '@etanche/core-vault-protocol';
import { fromBase64url, ProtocolError, toBase64url, type Bytes } from '@etanche/core-wire';
import { FhirError } from '@etanche/records-fhir';
import { untrusted } from '../data/data-error.ts';
import { chainOf } from '../exchange/chain-of.ts';
import { openMessage, type OpenedMessage, type Received } from '../exchange/mailbox.ts';
import type { Listing } from '../exchange/read-directory.ts';
import type { RecordsClient } from '../session/client.ts';
import {
  frameKinds,
  frameStart,
  parseBinary,
  parseHeader,
  readFrames,
  requireProofFits,
  type ArchiveBinary,
  type ArchiveHeader,
} from './archive.ts';
import { mostVolumes } from './most-volumes.ts';
import { archiveType, volumeSystem } from './seal-transfer.ts';
import { transferredPatient } from './transferred-patient.ts';

/** A binary of a transferred file. */
export type TransferredBinary = ArchiveBinary & { readonly content: Blob };

/** A complete file of another practice, whose authors, versions and completeness were verified. */
export type OpenedTransfer = {
  readonly sender: Listing;
  readonly header: ArchiveHeader;
  readonly file: VerifiedFile;
  /** The header and versions as they were sent: their signatures prove the file to others. */
  readonly proof: Blob;
  readonly received: readonly Received[];
  /** The binaries, one after the other. Nothing but the message's signature proves them. @throws DataError */
  binaries(): AsyncGenerator<TransferredBinary>;
};

/** Where a volume belongs. */
export type TransferVolume = { readonly transfer: string; readonly number: number; readonly of: number };

/** A message of a transfer that was opened. */
export type OpenedVolume = { readonly received: Received; readonly opened: OpenedMessage };

type Volume = TransferVolume & OpenedVolume;

/**
 * Opens all messages of a transfer, for one unit each, and verifies its file with the chain of the sender's practice.
 *
 * @param received every message of the transfer, in any order
 * @throws DataError `could_not_check`, `quota_reached`; RecordsClientError
 */
export async function openTransfer(
  client: RecordsClient,
  received: readonly Received[],
  listings: ReadonlyMap<string, Listing>,
): Promise<OpenedTransfer> {
  // Another message would cost a unit before it is refused.
  if (received.some(({ message }) => message.kind !== 'transfer')) throw untrusted('a message that is no transfer');
  const volumes: OpenedVolume[] = [];
  for (const each of received) {
    const opened = await openMessage(client, each, listings);
    transferVolume(opened);
    volumes.push({ received: each, opened });
  }
  return readTransfer(client, volumes);
}

/**
 * Verifies the file of a transfer whose messages are open, with the chain of the sender's practice.
 *
 * @param opened every message of the transfer, in any order
 * @param mostProofBytes largest sealed proof, which is stored as one binary
 * @throws DataError `could_not_check`; `too_large` as soon as the proof exceeds `mostProofBytes`
 */
export async function readTransfer(
  client: RecordsClient,
  opened: readonly OpenedVolume[],
  mostProofBytes: number = recordsLimits.binaryBytes,
): Promise<OpenedTransfer> {
  const volumes = opened.map((each): Volume => ({ ...each, ...transferVolume(each.opened) }));
  volumes.sort((a, b) => a.number - b.number);
  const [first] = volumes;
  if (first === undefined || !isWhole(volumes, first)) throw untrusted('a transfer without all of its volumes');
  const { sender } = first.opened;
  const archive = (): ReadableStream<Uint8Array> => joined(volumes);
  return verified(async () => {
    const pieces: Bytes[] = [];
    const versions: Bytes[] = [];
    let length = 0;
    let header: ArchiveHeader | null = null;
    for await (const each of readFrames(archive())) {
      if (each.kind === frameKinds.binary) break;
      const start = frameStart(each.kind, each.bytes.length);
      length += start.length + each.bytes.length;
      requireProofFits(length, mostProofBytes);
      if (header === null) header = parseHeader(each);
      else if (each.kind === frameKinds.version) versions.push(each.bytes);
      else throw untrusted('an archive with a misplaced frame');
      // Not a copy: the versions are in memory until they are verified.
      pieces.push(start, each.bytes);
    }
    if (header?.practice !== sender.entry.practice) throw untrusted('a file of another practice than its sender');
    const chain = await chainOf(client, sender.entry);
    const file = await verifySignedFile(signedFileOf(header, versions), await authorsOf(chain, header));
    // Nothing is shown of a file whose identity is not certain.
    transferredPatient(file);
    const received = volumes.map((each) => each.received);
    return { sender, header, file, proof: new Blob(pieces), received, binaries: () => binariesIn(archive()) };
  });
}

function signedFileOf(header: ArchiveHeader, versions: readonly Bytes[]): Parameters<typeof verifySignedFile>[0] {
  const { practice, scope, head, heads, links } = header;
  const packs = header.packs.map(({ list, digest, ...place }) => ({
    place: { ...place, practice, scope, carries: false },
    list: fromBase64url(list, undefined),
    digest: fromBase64url(digest, 32),
  }));
  const marked = header.marked.flatMap(({ compartment, mark, list }) =>
    parseList(fromBase64url(list, undefined), Number.MAX_SAFE_INTEGER).map((version): VersionLeaf => ({
      ...version,
      compartment,
      mark,
    })),
  );
  return { practice, scope, head, heads, packs, marked, links, versions };
}

/** The `author` keys of members and importers of the other practice whose statements its chain has. */
async function authorsOf(chain: Chain, { practice, keys }: ArchiveHeader): Promise<AuthorKeys> {
  const authors = new Map<string, Bytes[]>();
  for (const jws of keys) {
    const statement = await verifyMemberStatement(jws);
    const hash = toBase64url(keysHash(statement));
    const { member } = statement;
    const periods = chain.members.get(member)?.periods ?? [];
    const isKnown = periods.some((period) => period.keys === hash) || chain.importers.get(member)?.keys === hash;
    if (statement.practice !== practice || !isKnown)
      throw untrusted('keys that the chain of the practice does not have');
    authors.set(member, [...(authors.get(member) ?? []), statement.author]);
  }
  return (member) => authors.get(member) ?? [];
}

/**
 * The place of a message in its transfer, as its sender signed it.
 *
 * @throws DataError `could_not_check` for another message
 */
export function transferVolume({ message, body }: OpenedMessage): TransferVolume {
  const bundle = parseBundle(body.document);
  const { system, value } = bundle?.identifier ?? {};
  const [, transfer = '', number = '', of = ''] =
    /^([a-z2-7]{26})\/([0-9]{1,3})\/([0-9]{1,3})$/.exec(String(value)) ?? [];
  const [attachment] = body.attachments;
  if (message.kind !== 'transfer' || system !== volumeSystem || attachment?.contentType !== archiveType) {
    throw untrusted('a message that is no volume of a transfer');
  }
  const place = { transfer, number: Number(number), of: Number(of) };
  // The recipient pays a unit for each volume that the sender claims.
  if (place.of > mostVolumes || place.number < 1 || place.number > place.of)
    throw untrusted('a volume in no place of a transfer');
  // Servers refuse a transfer by the place in the statement.
  const { transfer: stated, number: at, of: all } = message.volume ?? {};
  if (stated !== place.transfer || at !== place.number || all !== place.of)
    throw untrusted('a volume in another place than its statement says');
  return place;
}

function parseBundle(document: string) {
  try {
    return JSON.parse(document) as { identifier?: { system?: unknown; value?: unknown } | null } | null;
  } catch (cause) {
    throw untrusted('the document of a transfer', cause);
  }
}

/** All volumes of one transfer by one sender, each once. */
function isWhole(volumes: readonly Volume[], { transfer, of, opened }: Volume): boolean {
  const { practice, member } = opened.message.sender;
  return (
    volumes.length === of &&
    volumes.every((volume, i) => {
      const { sender } = volume.opened.message;
      const isOfIt = volume.transfer === transfer && volume.of === of && volume.number === i + 1;
      return isOfIt && sender.practice === practice && sender.member === member;
    })
  );
}

function joined(volumes: readonly Volume[]): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const pump = async (): Promise<void> => {
    for (const { opened } of volumes) await (await opened.attachment(0)).pipeTo(writable, { preventClose: true });
    await writable.close();
  };
  pump().catch((error: unknown) => writable.abort(error).catch(() => undefined));
  return readable;
}

async function* binariesIn(archive: ReadableStream<Uint8Array>): AsyncGenerator<TransferredBinary> {
  let open: ArchiveBinary | null = null;
  let pieces: Blob[] = [];
  for await (const { kind, bytes } of readFrames(archive)) {
    if (kind === frameKinds.header || kind === frameKinds.version) continue;
    if ((kind === frameKinds.binary) !== (open === null)) throw untrusted('an archive with a misplaced frame');
    if (kind === frameKinds.chunk) pieces.push(new Blob([bytes]));
    else if (open === null) open = parseBinary({ kind, bytes });
    else {
      yield { ...open, content: new Blob(pieces) };
      [open, pieces] = [null, []];
    }
  }
  if (open !== null) throw untrusted('an archive without the end of a binary');
}

async function verified<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const kinds = [SealingError, ProtocolError, FhirError, SyntaxError];
    if (kinds.some((kind) => cause instanceof kind)) throw untrusted('a transferred file', cause);
    throw cause;
  }
}
