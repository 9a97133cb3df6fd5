import { toBase64url, type Bytes } from '@etanche/core-wire';
import { recordsLimits, type Write } from '@etanche/core-records-protocol';
import {
  decisionMessage,
  noPrevious,
  sealVersion,
  signHead,
  type Compartment,
  type CurrentVersion,
  type OpenedVersion,
  type SealedVersion,
  type VersionKind,
} from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { keysFor } from './keys-for.ts';
import type { ScopeName } from './scope-name.ts';
import type { ScopeState } from './scope-state.ts';
import { checkFreshness, recallHead, type SeenHead } from './seen-heads.ts';
import { versionToWire } from './wire.ts';

/** The next version of a resource. `base` is the previous version, 0 for the first. */
export type Draft = {
  readonly resource: string;
  readonly base: number;
  readonly compartment: Compartment;
  readonly kind: VersionKind;
  readonly bytes: Bytes;
  /** Stored binaries that this version names, and that its write makes part of the scope. */
  readonly binaries?: readonly string[];
};
/** Further contents of a write besides the versions, in the same transaction. */
export type WriteExtras = Pick<Write, 'kind'> &
  Partial<Pick<Write, 'postings' | 'binaries' | 'create' | 'rejection' | 'listed'>> & {
    /** Seals the card in the current epoch, which may differ when the write is repeated. */
    readonly card?: () => Promise<string>;
  };

type SealedDraft = SealedVersion & { readonly hash: Bytes; readonly draft: Draft; readonly previous: Bytes };

type SignedHead = Awaited<ReturnType<typeof signHead>>;

/** The body of a write, sealed and signed, and the scope's state after the server has accepted it. */
type PreparedWrite = {
  readonly body: Write;
  readonly name: ScopeName;
  readonly erasure: Bytes;
  readonly head: SignedHead;
  readonly current: ReadonlyMap<string, CurrentVersion>;
  readonly opened: ReadonlyMap<string, OpenedVersion>;
  readonly seen: SeenHead | null;
};

/**
 * Seals drafts as the next versions of a scope, and signs its next head.
 *
 * @param state the state to write on; null for a new scope
 * @throws DataError `too_large`, `not_entitled`, `could_not_check`; RecordsClientError
 */
export async function prepareWrite(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
  extras: WriteExtras,
): Promise<PreparedWrite> {
  const { secrets, options } = context;
  const sealed = await sealDrafts(context, name, state, erasure, drafts);
  const seen = await recallHead(context, name.scope);
  const current = new Map(state?.current);
  const seal = sealed[0]?.place.seal;
  for (const { place, hash } of sealed) current.set(place.resource, leafOf(place, hash));
  const log = await orCouldNotCheck('audit log', () => context.log.own());
  const practice = context.practice.id;
  const author = context.session.member;
  const place = { practice, scope: name.scope, author, ...(log === undefined ? {} : { log }) };
  const head = await traced(options.trace, 'signatures', () =>
    signHead(
      seal === undefined ? place : { ...place, element: seal.element },
      state?.head ?? null,
      Array.from(current.values()),
      secrets.keys().author,
    ),
  );
  const { card, ...others } = extras;
  const versions = sealed.map(versionToWire);
  const sealing = { ...(seal !== undefined && { seal }), ...(card && { card: await card() }) };
  const proof = isDecision(name, extras) ? { proof: await proofOf(context, name, head.head.sequence) } : {};
  const named = [...(extras.binaries ?? []), ...drafts.flatMap(({ binaries = [] }) => binaries)];
  const naming = named.length > 0 ? { binaries: named } : {};
  const body: Write = { ...others, ...naming, ...sealing, ...proof, head: head.jws, versions };
  const opened = new Map(state?.opened);
  for (const version of sealed) opened.set(version.place.resource, openedFrom(version));
  return { body, name, erasure, head, current, opened, seen };
}

/**
 * Verifies the server's answer to a write.
 *
 * @returns the state after the write
 * @throws DataError `uncertain`
 */
export async function settleWrite(
  context: DataContext,
  { name, erasure, head, current, opened, seen }: PreparedWrite,
  freshness: string,
): Promise<ScopeState> {
  await orCouldNotCheck('answer to a write', () => checkFreshness(context, freshness, head, seen)).catch(
    (cause: unknown) => {
      throw unproven(cause);
    },
  );
  const { purpose, scope } = name;
  const { sequence, element } = head.head;
  context.own.add({ kind: 'write', scope, sequence, at: context.environment.now() });
  return context.states.add({ purpose, scope, element, erasure, head, current, opened });
}

function isDecision({ purpose }: ScopeName, { kind }: WriteExtras): boolean {
  return purpose === 'unassigned' && (kind === 'assign' || kind === 'reject');
}

/** Signs a decision with the scope's eraser key, which proves that the doctor had the scope evaluated. */
async function proofOf({ session, practice, keys }: DataContext, name: ScopeName, sequence: number): Promise<string> {
  const { privateKey } = await keys.eraser(name);
  const message = decisionMessage({
    practice: practice.id,
    scope: name.scope,
    member: session.member,
    sequence,
  });
  return toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message)));
}

export function newIdempotencyKey({ environment }: DataContext): string {
  return toBase64url(Uint8Array.from(environment.random(16)));
}

async function sealDrafts(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
): Promise<SealedDraft[]> {
  const { environment, session, practice, secrets, options } = context;
  if (drafts.length > recordsLimits.versionsPerWrite) {
    throw new DataError('too_large', `${drafts.length} versions in one write exceed ${recordsLimits.versionsPerWrite}`);
  }
  const epoch = secrets.writingEpoch();
  const time = Math.floor(environment.now());
  const seal = await context.keys.seal(name, epoch);
  const placed = drafts.map((draft) => {
    const { resource, compartment, base } = draft;
    const of = { practice: practice.id, scope: name.scope, compartment, resource };
    const place = { ...of, version: base + 1, epoch, author: session.member, time };
    return { draft, place: seal === undefined ? place : { ...place, seal } };
  });
  const keyOf = await keysFor(context, name, erasure, placed, context.writable());
  const { author } = secrets.keys();
  return traced(options.trace, 'decryption', () =>
    Promise.all(
      placed.map(async ({ draft, place }) => {
        const key = keyOf(place);
        if (key === null)
          throw new DataError('not_entitled', `this role does not write the compartment ${draft.compartment}`);
        const previous = state?.current.get(draft.resource)?.hash ?? noPrevious;
        const content = { kind: draft.kind, previous, bytes: draft.bytes };
        return { ...(await sealVersion(key, place, content, author, environment.random)), draft, previous };
      }),
    ),
  );
}

/** The server accepted the write, but its answer is invalid. A retry must have the same changes. */
function unproven(cause: unknown): DataError {
  const reason = cause instanceof DataError ? cause.reason : undefined;
  return new DataError('uncertain', 'the answer to a write failed verification', {
    cause,
    ...(reason === undefined ? {} : { reason }),
  });
}

function leafOf(place: SealedDraft['place'], hash: Bytes): CurrentVersion {
  const { resource, version, compartment } = place;
  return { resource, version, compartment, hash };
}

function openedFrom({ place, hash, draft, previous }: SealedDraft): OpenedVersion {
  return { place, hash, kind: draft.kind, previous, bytes: draft.bytes };
}
