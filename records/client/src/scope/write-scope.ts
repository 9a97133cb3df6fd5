import { equalBytes, type Bytes } from '@etanche/core-wire';
import { RecordsClientError, type RecordsClientErrorCode } from '../records-client-error.ts';
import { untilAborted } from '../data/abortable.ts';
import { asDataError } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { loadScope } from './load-scope.ts';
import { newIdempotencyKey, prepareWrite, settleWrite, type WriteExtras } from './prepared-write.ts';
import type { Draft } from './seal-packs.ts';
import type { ScopeName } from './scope-name.ts';
import type { ScopeState } from './scope-state.ts';

export type { WriteExtras } from './prepared-write.ts';
export type { Draft } from './seal-packs.ts';

/**
 * The state after a write. `overtaken` are drafts whose resource another member changed first; nothing was written
 * then.
 */
type WriteOutcome =
  | { readonly ok: true; readonly state: ScopeState }
  | { readonly ok: false; readonly state: ScopeState; readonly overtaken: readonly Draft[] };

/** Codes after which it is unknown whether the write was done. */
const uncertain: readonly RecordsClientErrorCode[] = [
  'unreachable',
  'answer_invalid',
  'internal_error',
  'store_unavailable',
];

/**
 * Writes drafts in one transaction. After a concurrent write it is built again on the new state, unless both writes
 * have a resource in common. If a draft is already the current version, by this member, an earlier attempt has stored
 * it.
 *
 * @param before the state on which the drafts are based; null for a new scope, whose `erasure` is also in
 *   `extras.create`
 * @throws DataError `uncertain`, `too_large`, `could_not_check`; RecordsClientError; the reason of `context.signal` if
 *   nothing was sent
 */
export async function writeScope(
  context: DataContext,
  name: ScopeName,
  before: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
  extras: WriteExtras,
): Promise<WriteOutcome> {
  let state = before;
  for (let attempt = 0; attempt <= context.options.rebases; attempt++) {
    const waiting = drafts.filter((draft) => !isWritten(context, state, draft));
    if (state !== null && drafts.length > 0 && waiting.length === 0) return { ok: true, state };
    const overtaken = waiting.filter(({ resource, base }) => (state?.current.get(resource)?.version ?? 0) !== base);
    if (state !== null && overtaken.length > 0) return { ok: false, state, overtaken };
    extras.requireFits?.(state);
    const written = await send(context, state ?? name, state, erasure, waiting, extras);
    if (written === 'epoch_closed') continue;
    if (written !== null) return { ok: true, state: written };
    if (state === null) throw new RecordsClientError('conflict', 'the scope exists already');
    state = await loadScope(context, name, state).catch((error: unknown) => {
      // The conflict may be with an earlier attempt of this write, so an abort is uncertain here.
      throw isAbort(error, context.signal) ? aborted(error) : error;
    });
  }
  throw new DataError('could_not_check', 'gave up after repeated concurrent writes', { reason: 'unavailable' });
}

/** True if this member's draft is already the current version, so that an earlier attempt has stored it. */
export function isWritten(context: DataContext, state: ScopeState | null, draft: Draft): boolean {
  const { session } = context;
  // An importer cannot compare contents, but its record ids are derived from them.
  if (!context.readable().includes(draft.compartment)) {
    return draft.base === 0 && state?.current.has(draft.resource) === true;
  }
  const opened = state?.opened.get(draft.resource);
  return (
    opened !== undefined &&
    opened.place.version > draft.base &&
    opened.place.author === session.member &&
    opened.place.compartment === draft.compartment &&
    opened.kind === draft.kind &&
    equalBytes(opened.bytes, draft.bytes)
  );
}

/**
 * Sends one attempt of a write. @returns the state after it; null if another write came first, `epoch_closed` if the
 * next epoch was opened
 */
async function send(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
  extras: WriteExtras,
): Promise<ScopeState | 'epoch_closed' | null> {
  const { session, options, signal } = context;
  const prepared = await prepareWrite(context, name, state, erasure, drafts, extras);
  signal?.throwIfAborted();
  const key = newIdempotencyKey(context);
  const request = {
    ...{ params: { scope: name.scope }, body: prepared.body, idempotencyKey: key },
    ...(signal === undefined ? {} : { signal }),
  };
  const sendOne = () =>
    options.write?.({ scope: name.scope, key, write: prepared.body }) ?? session.call('write', request);
  try {
    const { freshness } = await traced(options.trace, 'network', () => sendUntilAborted(signal, sendOne));
    return await settleWrite(context, prepared, freshness);
  } catch (error) {
    return retryOf(context, error);
  }
}

/**
 * Sends a write, and stops waiting for the answer when the signal aborts.
 *
 * @throws DataError `uncertain` if aborted, because the request may have arrived
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

/**
 * Classifies a failed write: null if another write came first, `epoch_closed` if the drafts must be sealed again in the
 * next epoch.
 *
 * @throws DataError `uncertain` if the write may have been stored; any other error unchanged
 */
export async function retryOf(context: DataContext, error: unknown): Promise<'epoch_closed' | null> {
  if (!(error instanceof RecordsClientError)) throw error;
  if (error.code === 'conflict') return null;
  if (error.code === 'epoch_closed') {
    await context.practice.refresh();
    return 'epoch_closed';
  }
  if (!uncertain.includes(error.code)) throw asDataError('write', error);
  throw new DataError('uncertain', 'it is unknown whether the write was done', { cause: error });
}
