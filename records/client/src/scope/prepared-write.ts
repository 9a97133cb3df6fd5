import { toBase64url, type Bytes } from '@etanche/core-wire';
import {
  currentVersions,
  recordsLimits,
  type CurrentLeaf,
  type PackPlace,
  type Write,
} from '@etanche/core-records-protocol';
import {
  decisionMessage,
  noPrevious,
  sealPack,
  signHead,
  type Compartment,
  type OpenedVersion,
  type SealedPack,
  type VersionKind,
  type VersionToPack,
} from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { packsToCompact, type CarriedVersions } from './compact-packs.ts';
import { keysFor } from './keys-for.ts';
import { knownPack, livePacks } from './known-packs.ts';
import type { ScopeName } from './scope-name.ts';
import type { KnownPack, ScopeState } from './scope-state.ts';
import { checkFreshness, recallHead, type SeenHead } from './seen-heads.ts';
import { packToWire } from './wire.ts';

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
  Partial<Pick<Write, 'postings' | 'binaries' | 'create' | 'rejection' | 'listed' | 'destroy' | 'restore'>> & {
    /** Seals the card in the current epoch, which may differ when the write is repeated. */
    readonly card?: () => Promise<string>;
    /** Versions that the write puts together into new packs; where absent, the write decides. */
    readonly carry?: readonly CarriedVersions[];
  };

type PlannedPack = {
  readonly place: PackPlace;
  readonly versions: readonly (VersionToPack & { readonly previous: Bytes })[];
};
type SealedWrite = {
  readonly pack: SealedPack;
  readonly hash: Bytes;
  /** The new versions; empty in a pack that carries versions. */
  readonly opened: readonly OpenedVersion[];
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
  const sealed = await sealPacks(context, name, state, erasure, drafts, extras.carry);
  const seen = await recallHead(context, name.scope);
  const seal = sealed[0]?.pack.place.seal;
  const packs = [...(state?.packs ?? []), ...sealed.map(({ pack }) => knownPack(pack))];
  const current = currentAfter(packs, state, extras);
  const log = await orCouldNotCheck('audit log', () => context.log.own());
  const practice = context.practice.id;
  const author = context.session.member;
  const place = { practice, scope: name.scope, author, ...(log === undefined ? {} : { log }) };
  const head = await traced(options.trace, 'signatures', () =>
    signHead(
      seal === undefined ? place : { ...place, element: seal.element },
      state?.head ?? null,
      Array.from(current.values()),
      sealed.map(({ hash }) => hash),
      secrets.keys().author,
    ),
  );
  const { card, carry: _carry, ...others } = extras;
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
  { destroy, restore }: Pick<WriteExtras, 'destroy' | 'restore'>,
): Map<string, CurrentLeaf<KnownPack>> {
  const before = Array.from(state?.current.values() ?? [], (leaf): CurrentLeaf<KnownPack> => {
    if (leaf.resource !== restore) return leaf;
    const { destroyed: _destroyed, ...restored } = leaf;
    return restored;
  });
  const lost = before.filter(({ resource, destroyed }) => destroyed === true || resource === destroy);
  const current = currentVersions(packs, lost);
  for (const leaf of before) {
    const last = current.get(leaf.resource);
    if (last === undefined || last.version < leaf.version) current.set(leaf.resource, leaf);
  }
  return current;
}

/** Seals a pack for each compartment of the drafts, in an agenda one for each entry, and the versions to carry. */
async function sealPacks(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
  carry: readonly CarriedVersions[] | undefined,
): Promise<SealedWrite[]> {
  const { environment, session, practice, secrets, options } = context;
  if (drafts.length > recordsLimits.versionsPerWrite) {
    throw new DataError('too_large', `${drafts.length} versions in one write exceed ${recordsLimits.versionsPerWrite}`);
  }
  const epoch = secrets.writingEpoch();
  const time = Math.floor(environment.now());
  const seal = await context.keys.seal(name, epoch);
  const sequence = (state?.head.head.sequence ?? 0) + 1;
  const fresh = packsOf(name, drafts).map(({ compartment, drafts: together }) => {
    const versions = together.map(({ resource, base, kind, bytes }) => {
      const previous = state?.current.get(resource)?.hash ?? noPrevious;
      return { resource, version: base + 1, kind, bytes, previous: Uint8Array.from(previous) };
    });
    return { compartment, versions, carries: false };
  });
  const replaced = new Set(drafts.map(({ resource }) => resource));
  const carried = (carry ?? packsToCompact(context, name, state, replaced)).map((each) => ({ ...each, carries: true }));
  const planned = [...fresh, ...carried].map(({ compartment, versions, carries }, number): PlannedPack => {
    const of = { practice: practice.id, scope: name.scope, compartment, sequence, number, epoch };
    const place = { ...of, author: session.member, time, carries };
    return { place: seal === undefined ? place : { ...place, seal }, versions };
  });
  const keyOf = await keysFor(context, name, erasure, planned, context.writable());
  return traced(options.trace, 'decryption', () =>
    Promise.all(
      planned.map(async ({ place, versions }) => {
        const key = keyOf(place);
        if (key === null)
          throw new DataError('not_entitled', `this role does not write the compartment ${place.compartment}`);
        const { pack, hash, versions: sealed } = await sealPack(key, place, versions, environment.random);
        const { sequence: _sequence, number: _number, carries, ...of } = place;
        const opened = sealed.map(({ resource, version, ...content }) => {
          return { ...content, place: { ...of, resource, version } };
        });
        return { pack, hash, opened: carries ? [] : opened };
      }),
    ),
  );
}

type DraftsOfPack = { readonly compartment: Compartment; readonly drafts: readonly Draft[] };

function packsOf({ purpose }: ScopeName, drafts: readonly Draft[]): DraftsOfPack[] {
  if (purpose === 'agenda') return drafts.map((draft) => ({ compartment: draft.compartment, drafts: [draft] }));
  const groups = Map.groupBy(drafts, ({ compartment }) => compartment);
  return Array.from(groups, ([compartment, together]) => ({ compartment, drafts: together }));
}

/** The server accepted the write, but its answer is invalid. A retry must have the same changes. */
function unproven(cause: unknown): DataError {
  const reason = cause instanceof DataError ? cause.reason : undefined;
  return new DataError('uncertain', 'the answer to a write failed verification', {
    cause,
    ...(reason === undefined ? {} : { reason }),
  });
}
