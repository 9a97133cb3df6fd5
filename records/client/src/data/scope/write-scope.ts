import { equalBytes, toBase64url, type Bytes } from '@etanche/core-protocol';
import { recordsLimits, type Write } from '@etanche/core-records-protocol';
import {
  noPrevious,
  sealVersion,
  signHead,
  type Compartment,
  type CurrentVersion,
  type OpenedVersion,
  type SealedVersion,
  type VersionKind,
} from '@etanche/core-sealing';
import { RecordsClientError, type RecordsClientErrorCode } from '../../records-client-error.ts';
import { untilAborted } from '../abortable.ts';
import { asDataError, checking } from '../checking.ts';
import type { DataContext } from '../data-context.ts';
import { DataError } from '../data-error.ts';
import { traced } from '../trace.ts';
import { keysFor } from './keys-for.ts';
import { loadScope } from './load-scope.ts';
import type { ScopeName } from './scope-keys.ts';
import type { ScopeState } from './scope-state.ts';
import { checkFreshness, seenOf } from './seen-heads.ts';
import { versionToWire } from './wire.ts';

/** The next version of a resource. `base` is the version that it is to follow, 0 where it is the first. */
export type Draft = {
  readonly resource: string;
  readonly base: number;
  readonly compartment: Compartment;
  readonly kind: VersionKind;
  readonly bytes: Bytes;
};
/** What goes with the versions, in the same transaction. */
export type WriteParts = Pick<Write, 'kind'> &
  Partial<Pick<Write, 'postings' | 'binaries' | 'create'>> & {
    /** Seals the card in the epoch of the moment: it may be another one when the write is tried again. */
    readonly card?: () => Promise<string>;
  };

/** The state after a write; `overtaken` are drafts that somebody else's versions came before, and then nothing was written. */
export type WriteOutcome =
  | { readonly ok: true; readonly state: ScopeState }
  | { readonly ok: false; readonly state: ScopeState; readonly overtaken: readonly Draft[] };

type Sealed = SealedVersion & { readonly hash: Bytes; readonly draft: Draft; readonly previous: Bytes };

/** After these nobody knows whether the write was done. */
const uncertain: readonly RecordsClientErrorCode[] = [
  'unreachable',
  'answer_invalid',
  'internal_error',
  'store_unavailable',
];

/**
 * Writes drafts in one transaction. Where others wrote meanwhile, it is built anew on theirs, as long as none of the same
 * resources is touched; a draft that is the current version already, by this member, is one that arrived before.
 *
 * @param before the state that the drafts were made on; null for a new scope, whose `erasure` is `parts.create`'s
 * @throws DataError `uncertain`, `too_large`, `could_not_check`; RecordsClientError; the reason of `context.signal` where
 *   nothing was sent
 */
export async function writeScope(
  context: DataContext,
  name: ScopeName,
  before: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
  parts: WriteParts,
): Promise<WriteOutcome> {
  let state = before;
  for (let attempt = 0; attempt <= context.options.rebases; attempt++) {
    const waiting = drafts.filter((draft) => !isWritten(context, state, draft));
    if (state !== null && drafts.length > 0 && waiting.length === 0) return { ok: true, state };
    const overtaken = waiting.filter(({ resource, base }) => (state?.current.get(resource)?.version ?? 0) !== base);
    if (state !== null && overtaken.length > 0) return { ok: false, state, overtaken };
    const named = state ?? name;
    const sealed = await sealDrafts(context, named, state, erasure, waiting);
    const written = await send(context, named, state, erasure, sealed, parts);
    if (written === 'epoch_closed') continue;
    if (written !== null) return { ok: true, state: written };
    if (state === null) throw new RecordsClientError('conflict', 'the scope exists already');
    state = await loadScope(context, name, state).catch((error: unknown) => {
      // A conflict may be with an earlier try of the same write that arrived.
      throw isAbort(error, context.signal) ? aborted(error) : error;
    });
  }
  throw new DataError('could_not_check', 'others write faster than this write can follow', { reason: 'unavailable' });
}

/** Whether this member's draft is the current version already: an earlier try arrived. */
export function isWritten(context: DataContext, state: ScopeState | null, draft: Draft): boolean {
  const { unlocked } = context;
  // An importer opens nothing: its resource ids are made of what they hold.
  if (!context.readable().includes(draft.compartment)) {
    return draft.base === 0 && state?.current.has(draft.resource) === true;
  }
  const opened = state?.opened.get(draft.resource);
  return (
    opened !== undefined &&
    opened.place.version > draft.base &&
    opened.place.author === unlocked.member &&
    opened.place.compartment === draft.compartment &&
    opened.kind === draft.kind &&
    equalBytes(opened.bytes, draft.bytes)
  );
}

async function sealDrafts(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
): Promise<Sealed[]> {
  const { unlocked, options } = context;
  if (drafts.length > recordsLimits.versionsPerWrite) {
    throw new DataError('too_large', `${drafts.length} versions in one write exceed ${recordsLimits.versionsPerWrite}`);
  }
  const epoch = unlocked.writingEpoch();
  const seal = await context.keys.seal(name, epoch);
  const placed = drafts.map((draft) => {
    const { resource, compartment, base } = draft;
    const of = { practice: unlocked.practice, scope: name.scope, compartment, resource };
    const place = { ...of, version: base + 1, epoch, author: unlocked.member };
    return { draft, place: seal === undefined ? place : { ...place, seal } };
  });
  const keyOf = await keysFor(context, name, erasure, placed, context.writable());
  const { author } = unlocked.keys();
  return traced(options.trace, 'decryption', () =>
    Promise.all(
      placed.map(async ({ draft, place }) => {
        const key = keyOf(place);
        if (key === null)
          throw new DataError('not_entitled', `this part does not write the compartment ${draft.compartment}`);
        const previous = state?.current.get(draft.resource)?.hash ?? noPrevious;
        const content = { kind: draft.kind, previous, bytes: draft.bytes };
        return { ...(await sealVersion(key, place, content, author, unlocked.options.random)), draft, previous };
      }),
    ),
  );
}

/** The state after the write; null where somebody else wrote first, `epoch_closed` where the next epoch was opened. */
async function send(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  sealed: readonly Sealed[],
  parts: WriteParts,
): Promise<ScopeState | 'epoch_closed' | null> {
  const { unlocked, options, own, held } = context;
  const { practice, member } = unlocked;
  const seen = await seenOf(unlocked, name.scope);
  const current = new Map(state?.current);
  const seal = sealed[0]?.place.seal;
  for (const { place, hash } of sealed) current.set(place.resource, leafOf(place, hash));
  const log = await checking('audit log', () => context.log.own());
  const head = await traced(options.trace, 'signatures', () =>
    signHead(
      {
        ...{ practice, scope: name.scope, author: member },
        ...(log === undefined ? {} : { log }),
        ...(seal === undefined ? {} : { element: seal.element }),
      },
      state?.head ?? null,
      Array.from(current.values()),
      unlocked.keys().author,
    ),
  );
  const { card, ...others } = parts;
  const sealing = seal === undefined ? {} : { seal };
  const versions = sealed.map(versionToWire);
  const body: Write = { ...others, ...sealing, ...(card && { card: await card() }), head: head.jws, versions };
  const { signal } = context;
  signal?.throwIfAborted();
  const idempotencyKey = toBase64url(Uint8Array.from(unlocked.options.random(16)));
  try {
    const { freshness } = await traced(options.trace, 'network', () =>
      sendUntilAborted(signal, () =>
        unlocked.call('write', {
          ...{ params: { scope: name.scope }, body, idempotencyKey },
          ...(signal === undefined ? {} : { signal }),
        }),
      ),
    );
    await checking('answer to a write', () => checkFreshness(context, freshness, head, seen)).catch(
      (cause: unknown) => {
        throw unproven(cause);
      },
    );
  } catch (error) {
    if (!(error instanceof RecordsClientError)) throw error;
    if (error.code === 'conflict') return null;
    if (error.code === 'epoch_closed') {
      await unlocked.refresh();
      return 'epoch_closed';
    }
    if (!uncertain.includes(error.code)) throw asDataError('write', error);
    throw new DataError('uncertain', 'nobody knows whether the write was done', { cause: error });
  }
  own.add({ kind: 'write', scope: name.scope, sequence: head.head.sequence, at: unlocked.options.now() });
  const opened = new Map(state?.opened);
  for (const version of sealed) opened.set(version.place.resource, openedFrom(version));
  const { purpose, scope } = name;
  const { element } = head.head;
  const named = { purpose, scope, element };
  return held.hold({ ...named, erasure, head, current, opened });
}

/**
 * Sends a write, and stops waiting for it when the signal is aborted: the request may have arrived by then.
 *
 * @throws DataError `uncertain` when it is aborted
 */
async function sendUntilAborted<T>(signal: AbortSignal | undefined, send: () => Promise<T>): Promise<T> {
  if (signal === undefined) return send();
  return untilAborted(signal, send).catch((error: unknown) => {
    throw isAbort(error, signal) ? aborted(error) : error;
  });
}

function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && error === signal.reason;
}

function aborted(cause: unknown): DataError {
  return new DataError('uncertain', 'the write was aborted and may have been done', { cause });
}

/** The server took the write, and what it says of it does not hold: whoever writes again must give the same changes. */
function unproven(cause: unknown): DataError {
  const reason = cause instanceof DataError ? cause.reason : undefined;
  return new DataError('uncertain', 'the answer to a write does not hold', {
    cause,
    ...(reason === undefined ? {} : { reason }),
  });
}

function leafOf(place: Sealed['place'], hash: Bytes): CurrentVersion {
  const { resource, version, compartment } = place;
  return { resource, version, compartment, hash };
}

function openedFrom({ place, hash, draft, previous }: Sealed): OpenedVersion {
  return { place, hash, kind: draft.kind, previous, bytes: draft.bytes };
}
