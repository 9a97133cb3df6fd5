import { toBase64url, type Bytes } from '@etanche/core-wire';
import { currentVersions, type CurrentLeaf, type Write } from '@etanche/core-records-protocol';
import { decisionMessage, signHead, type OpenedVersion } from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import type { CarriedVersions } from './compact-packs.ts';
import { knownPack, livePacks } from './known-packs.ts';
import type { ScopeName } from './scope-name.ts';
import type { KnownPack, ScopeState } from './scope-state.ts';
import { sealPacks, type Draft } from './seal-packs.ts';
import { checkFreshness, recallHead, type SeenHead } from './seen-heads.ts';
import { packToWire } from './wire.ts';

/** Further contents of a write besides the versions, in the same transaction. */
export type WriteExtras = Pick<Write, 'kind'> &
  Partial<
    Pick<Write, 'postings' | 'binaries' | 'create' | 'rejection' | 'listed' | 'destroy' | 'restore' | 'carry' | 'lost'>
  > & {
    /** Seals the card in the current epoch, which may differ when the write is repeated. */
    readonly card?: () => Promise<string>;
    /** Versions that the write puts together into new packs; where absent, the write decides. */
    readonly carried?: readonly CarriedVersions[];
    /** Throws if the write does not fit the state on which an attempt is based; null for a new scope. */
    readonly requireFits?: (state: ScopeState | null) => void;
  };

type SignedHead = Awaited<ReturnType<typeof signHead>>;

/** The body of a write, sealed and signed, and the scope's state after the server has accepted it. */
type PreparedWrite = {
  readonly body: Write;
  readonly name: ScopeName;
  readonly erasure: Bytes;
  readonly head: SignedHead;
  readonly current: ReadonlyMap<string, CurrentLeaf<KnownPack>>;
  readonly opened: ReadonlyMap<string, OpenedVersion>;
  readonly packs: readonly KnownPack[];
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
  const sealed = await sealPacks(context, name, state, erasure, drafts, extras.carried);
  const seen = await recallHead(context, name.scope);
  const seal = sealed[0]?.pack.place.seal;
  const element = seal?.element ?? name.element;
  const packs = [...(state?.packs ?? []), ...sealed.map(({ pack }) => knownPack(pack))];
  const current = currentAfter(packs, state, extras);
  const log = await orCouldNotCheck('audit log', () => context.log.own());
  const practice = context.practice.id;
  const author = context.session.member;
  const place = { practice, scope: name.scope, author, ...(log === undefined ? {} : { log }) };
  const head = await traced(options.trace, 'signatures', () =>
    signHead(
      element === undefined ? place : { ...place, element },
      state?.head ?? null,
      Array.from(current.values()),
      sealed.map(({ hash }) => hash),
      secrets.keys().author,
    ),
  );
  const { card, carried: _carried, requireFits: _fits, ...others } = extras;
  const sealing = { ...(seal !== undefined && { seal }), ...(card && { card: await card() }) };
  const proof = isDecision(name, extras) ? { proof: await proofOf(context, name, head.head.sequence) } : {};
  const named = [...(extras.binaries ?? []), ...drafts.flatMap(({ binaries = [] }) => binaries)];
  const naming = named.length > 0 ? { binaries: named } : {};
  const body: Write = {
    ...others,
    ...naming,
    ...sealing,
    ...proof,
    head: head.jws,
    packs: sealed.map(({ pack }) => packToWire(pack)),
  };
  const opened = new Map(state?.opened);
  for (const version of sealed.flatMap((each) => each.opened)) opened.set(version.place.resource, version);
  if (extras.destroy !== undefined) opened.delete(extras.destroy);
  return { body, name, erasure, head, current, opened, packs: livePacks(packs, current), seen };
}

/**
 * Verifies the server's answer to a write.
 *
 * @returns the state after the write
 * @throws DataError `uncertain`
 */
export async function settleWrite(
  context: DataContext,
  { name, erasure, head, current, opened, packs, seen }: PreparedWrite,
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
  return context.states.add({ purpose, scope, element, erasure, head, current, opened, packs });
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

/**
 * The current versions after a write. Those of compartments that this member does not open come from the state before.
 */
function currentAfter(
  packs: readonly KnownPack[],
  state: ScopeState | null,
  { destroy, restore, lost = [], carried = [] }: Pick<WriteExtras, 'destroy' | 'restore' | 'lost' | 'carried'>,
): Map<string, CurrentLeaf<KnownPack>> {
  const found = new Set(carried.flatMap(({ versions }) => versions.map(({ resource }) => resource)));
  const before = Array.from(state?.current.values() ?? [], (leaf): CurrentLeaf<KnownPack> => {
    const { mark, ...unmarked } = leaf;
    if (leaf.resource === destroy) return { ...unmarked, mark: 'destroyed' };
    if (lost.includes(leaf.resource)) return { ...unmarked, mark: 'lost' };
    return leaf.resource === restore || (mark === 'lost' && found.has(leaf.resource)) ? unmarked : leaf;
  });
  const current = currentVersions(
    packs,
    before.filter(({ mark }) => mark !== undefined),
  );
  for (const leaf of before) {
    const last = current.get(leaf.resource);
    if (last === undefined || last.version < leaf.version) current.set(leaf.resource, leaf);
  }
  return current;
}

/** The server accepted the write, but its answer is invalid. A retry must have the same changes. */
function unproven(cause: unknown): DataError {
  const reason = cause instanceof DataError ? cause.reason : undefined;
  return new DataError('uncertain', 'the answer to a write failed verification', {
    cause,
    ...(reason === undefined ? {} : { reason }),
  });
}
