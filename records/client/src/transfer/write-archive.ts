import { encodeList, type VersionLeaf } from '@etanche/core-records-protocol';
import {
  openBinary,
  parseLink,
  SealingError,
  signedVersion,
  verifyPacks,
  type OpenedVersion,
  type SealedPack,
} from '@etanche/core-sealing';
import { fromUtf8, toBase64url, type Bytes } from '@etanche/core-wire';
import { isDeposit, parseResource, storedDataOf, type StoredData } from '@etanche/records-fhir';
import { downloadBinary, readAttachment } from '../attachments/read-attachment.ts';
import { storedDataKey } from '../attachments/store-data.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { fetchPacks } from '../patients/history.ts';
import { authorKeysOf, namedAuthor } from '../scope/author-keys.ts';
import { fetchScope } from '../scope/fetch-scope.ts';
import { openSealed } from '../scope/open-sealed.ts';
import { recallHead } from '../scope/seen-heads.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { verifyHeads, verifyScope } from '../scope/verify-scope.ts';
import { frame, frameKinds, jsonFrame, type ArchiveHeader } from './archive.ts';

/** Everything of a file that leaves with its patient. */
export type GatheredFile = {
  readonly state: ScopeState;
  readonly header: ArchiveHeader;
  readonly versions: readonly OpenedVersion[];
};

/**
 * Reads a whole file with all versions of its resources, each verified.
 *
 * @throws DataError `not_entitled` for a member who reads not all of it, or while it has a deposit that no doctor has
 *   filed
 */
export async function gatherFile(context: DataContext, scope: string): Promise<GatheredFile> {
  if (!context.readable().includes('clinical')) throw new DataError('not_entitled', 'doctors transfer a file');
  const name = { purpose: 'scope', scope } as const;
  return orCouldNotCheck('file', async () => {
    const answer = await fetchScope(context, scope, 0, 'all');
    const verified = await verifyScope(context, name, null, answer, await recallHead(context, scope));
    if (verified === null) throw untrusted('current versions are not those of the head');
    const { name: of, sealed, ...rest } = verified;
    const state = context.states.add({ ...of, ...rest, opened: new Map() });
    await context.keys.unlock(state);
    const packs = new Map(sealed.map((pack) => [placeOf(pack), pack]));
    const heads = new Set(answer.heads);
    for (const { resource, version } of state.current.values()) {
      if (version === 1) continue;
      const past = await fetchPacks(context, scope, resource, 'all');
      const authors = await authorKeysOf(context, past.heads.flatMap(namedAuthor));
      await verifyPacks(past.packs, await verifyHeads(context, name, past.heads, authors));
      for (const pack of past.packs) packs.set(placeOf(pack), pack);
      for (const head of past.heads) heads.add(head);
    }
    const all = Array.from(packs.values());
    // Damaged packs hide nothing that another pack still has; a current version without content fails at the
    // recipient's.
    const failed: SealedPack[] = [];
    const versions = await openSealed(context, state, state.erasure, all, [], [], undefined, failed);
    const links = versions.flatMap(({ kind, bytes }) =>
      kind === 'link' ? [toBase64url(parseLink(bytes).element)] : [],
    );
    const sent = versions.filter(({ kind }) => kind !== 'link' && kind !== 'index');
    requireNoDeposit(sent);
    const own = all.filter(({ place }) => !place.carries);
    const header: ArchiveHeader = {
      ...{ format: 'etanche/v1/transfer', practice: context.practice.id, scope, head: answer.head },
      heads: Array.from(heads),
      keys: await statementsOf(context, own),
      packs: own.map(packProof),
      marked: markedOf(state),
      links,
    };
    return { state, header, versions: sent };
  });
}

/** The bytes of an archive: its header, the versions, then each binary that a version names. */
export async function* archiveOf(
  context: DataContext,
  { state, header, versions }: GatheredFile,
): AsyncGenerator<Bytes> {
  yield jsonFrame(frameKinds.header, header);
  for (const version of versions) yield frame(frameKinds.version, signedVersion(version));
  const current = new Set(Array.from(state.current.values(), ({ hash }) => toBase64url(Uint8Array.from(hash))));
  const named = versions.filter(({ kind, hash }) => kind === 'resource' && current.has(toBase64url(hash)));
  const done = new Set<string>();
  for (const { bytes } of named) {
    const text = fromUtf8(bytes);
    const stored = storedDataOf(text);
    for (const data of stored) {
      if (done.has(data.binary)) continue;
      done.add(data.binary);
      yield jsonFrame(frameKinds.binary, { binary: data.binary, kind: 'stored' });
      yield* chunksOf(await storedContent(context, state, data));
    }
    for (const binary of attachmentsIn(text)) {
      if (done.has(binary)) continue;
      done.add(binary);
      yield jsonFrame(frameKinds.binary, { binary, kind: 'attachment' });
      yield* chunksOf(await readAttachment(context, state, binary));
    }
  }
}

/** Record ids of the binaries that a resource names as attachments. */
function attachmentsIn(text: string): string[] {
  return Array.from(text.matchAll(/"Binary\/([a-z2-7]{26})"/g), ([, binary = '']) => binary);
}

async function* chunksOf(content: ReadableStream<Uint8Array>): AsyncGenerator<Bytes> {
  try {
    for await (const chunk of content) yield frame(frameKinds.chunk, chunk);
  } catch (cause) {
    if (cause instanceof SealingError) throw untrusted('an attachment', cause);
    throw cause;
  }
  yield frame(frameKinds.end, new Uint8Array());
}

async function storedContent(
  context: DataContext,
  state: ScopeState,
  data: StoredData,
): Promise<ReadableStream<Uint8Array>> {
  const { compartment, epoch, salt, body } = await downloadBinary(context, state, data.binary);
  const place = { practice: context.practice.id, scope: state.scope, compartment, epoch };
  return body.pipeThrough(await openBinary(await storedDataKey(place, data), data.binary, salt));
}

function packProof({ place, list, digest }: SealedPack): ArchiveHeader['packs'][number] {
  const { compartment, sequence, number, epoch, author, time, seal } = place;
  const of = { compartment, sequence, number, epoch, author, time, ...(seal !== undefined && { seal }) };
  return { ...of, list: toBase64url(list), digest: toBase64url(digest) };
}

function markedOf({ current }: ScopeState): ArchiveHeader['marked'] {
  const marked = Array.from(current.values()).filter(({ mark }) => mark !== undefined);
  const groups = Map.groupBy(marked, ({ compartment, mark }) => `${compartment}/${mark ?? ''}`);
  return Array.from(groups.values(), (together: VersionLeaf[]) => {
    const [{ compartment, mark = 'lost' } = { compartment: 'clinical' as const }] = together;
    const sorted = together.toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
    return { compartment, mark, list: toBase64url(encodeList(sorted)) };
  });
}

/** The statements of keys of these packs' authors, as the server stores them; the recipient verifies them. */
async function statementsOf({ session }: DataContext, packs: readonly SealedPack[]): Promise<string[]> {
  const authors = new Set(packs.map(({ place }) => place.author));
  const { members } = await session.call('members');
  return members
    .filter(({ member }) => authors.has(member))
    .flatMap(({ keys, former = [] }) => [...(keys === undefined ? [] : [keys]), ...former]);
}

function requireNoDeposit(versions: readonly OpenedVersion[]): void {
  const isWaiting = ({ kind, bytes }: OpenedVersion): boolean =>
    kind === 'resource' && isDeposit(parseResource(bytes, { bytes: bytes.length, depth: 64 }).resource);
  if (versions.some(isWaiting)) throw new DataError('not_entitled', 'the file has a deposit that no doctor has filed');
}

function placeOf({ place }: SealedPack): string {
  return `${place.sequence}.${place.number}`;
}
