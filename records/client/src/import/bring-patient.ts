import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import { encodeNames, type Compartment, type CurrentVersion } from '@etanche/core-sealing';
import type { LargeData, PatientTraits } from '@etanche/records-fhir';
import { bringLargeData } from '../attachments/store-data.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { groupBatches } from '../patients/draft-batches.ts';
import { planIndex } from '../patients/plan-index.ts';
import { requireRoom } from '../patients/require-room.ts';
import { loadScopeIfStored } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft, type WriteExtras } from '../scope/write-scope.ts';

/**
 * A version that an import writes. `mark` is the record id of an empty record that is written with it: a later import, which
 * opens nothing, recognizes the version by it. A first version is recognized by its own record id and has no mark.
 */
export type BroughtVersion = {
  readonly id: string;
  /** The version that it follows; 0 where it is the first. */
  readonly base: number;
  /** The exact text of the resource. */
  readonly text: string;
  readonly compartment: Compartment;
  readonly mark: string | null;
  /** Data of `text` that are stored apart; none where it fits a resource. */
  readonly large?: readonly LargeData[];
};

/** Full URLs that the source had for resources, by record id, and the record id of this list. */
export type BroughtNames = {
  readonly id: string;
  readonly compartment: Compartment;
  readonly names: readonly { readonly fullUrl: string; readonly resource: string }[];
};

/** What an import writes of one patient. */
export type BroughtFile = {
  readonly scope: string;
  /** The records of the scope, as `held` gave them. */
  readonly held: HeldRecords;
  /** The Patient as it stands at the end, of which card and postings are made, and its version then. */
  readonly patient: { readonly id: string; readonly traits: PatientTraits; readonly version: number };
  /** Versions of one resource stand in ascending order. */
  readonly versions: readonly BroughtVersion[];
  readonly names: readonly BroughtNames[];
};

/** The records that a server holds of a file, by record id: deleted ones and those without content too. */
export type HeldRecords = ReadonlyMap<string, Pick<CurrentVersion, 'version' | 'compartment'>>;

/**
 * Reads which records of a scope the server holds, under a head whose signature and root are verified.
 *
 * @returns none where the server has no such scope
 * @throws DataError; RecordsClientError `erased`
 */
export async function heldRecords(context: DataContext, scope: string): Promise<HeldRecords> {
  const state = await loadScopeIfStored(context, { purpose: 'scope', scope });
  const held = new Map<string, CurrentVersion>(state?.current);
  states.set(held, state);
  return held;
}

/** What stands behind records that were read: who brings a file next need not read them again. */
const states = new WeakMap<HeldRecords, ScopeState | null>();

/**
 * Writes what an import brings of a patient, into a new file or one that is there. The index, and with it card and postings,
 * come last, so that nobody finds half of a file; the same call again goes on where the first one stopped. Of a file that
 * has its index, a new version of the Patient leaves index, card and postings as they are: an importer cannot open them, and
 * the first member who opens the file renews them.
 *
 * @returns the versions whose large data the server did not take, and those after them of the same resource: all others are
 *   written. Where the Patient is among them, nothing is
 * @throws DataError `too_large`, `uncertain`, `could_not_check`; RecordsClientError `conflict` where a member changed a
 *   resource meanwhile
 */
export async function bringPatient(context: DataContext, file: BroughtFile): Promise<ReadonlySet<BroughtVersion>> {
  const state = states.get(file.held) ?? null;
  try {
    return await bringInto(context, state, file);
  } catch (error) {
    const isBegun = error instanceof RecordsClientError && error.code === 'conflict' && state === null;
    if (!isBegun) throw error;
    // Another import began the file meanwhile.
    return await bringInto(context, await loadScopeIfStored(context, { purpose: 'scope', scope: file.scope }), file);
  }
}

async function bringInto(
  context: DataContext,
  state: ScopeState | null,
  file: BroughtFile,
): Promise<ReadonlySet<BroughtVersion>> {
  // Before anything is evaluated or written.
  const records = roundsOf(file, file.versions)
    .flat(2)
    .map(({ resource }) => resource);
  requireRoom(new Set([file.scope, ...(state?.current.keys() ?? []), ...records]).size);
  const { versions, unstored } = await storeApart(context, state, file);
  if (versions === null) return unstored;
  const groups = roundsOf(file, versions).map((round) => round.filter((drafts) => !isThere(state, drafts)));
  const isWhole = state?.current.has(file.scope) === true;
  const found = isWhole ? null : await plannedIndex(context, file);
  if (found !== null) groups.push([[found.draft]]);
  const batches = mergeLast(groups.map((round) => groupBatches(round)));
  let current = state;
  for (const batch of batches) {
    const parts: WriteExtras = {
      kind: 'import',
      ...(found !== null && batch.includes(found.draft) && found.parts),
    };
    current = await write(context, file.scope, current, batch, parts);
  }
  return unstored;
}

/** A version whose text names the binaries that hold its large data. */
type ReducedVersion = BroughtVersion & { readonly binaries?: readonly string[] };

type Apart = {
  /** With their texts reduced; null where nothing of the file can be written. */
  readonly versions: readonly ReducedVersion[] | null;
  readonly unstored: ReadonlySet<BroughtVersion>;
};

/** Stores the large data of the versions that the server lacks. */
async function storeApart(context: DataContext, state: ScopeState | null, file: BroughtFile): Promise<Apart> {
  const versions: ReducedVersion[] = [];
  const unstored = new Set<BroughtVersion>();
  const broken = new Set<string>();
  for (const version of file.versions) {
    const { id, compartment, text, large = [] } = version;
    if (broken.has(id)) unstored.add(version);
    else if (large.length === 0 || state?.current.has(version.mark ?? id) === true) versions.push(version);
    else {
      const reduced = await bringLargeData(context, file.scope, compartment, text, large);
      if (reduced === null) {
        broken.add(id);
        unstored.add(version);
      } else {
        versions.push({ ...version, ...reduced });
      }
    }
  }
  if (broken.has(file.patient.id)) return { versions: null, unstored: new Set(file.versions) };
  return { versions, unstored };
}

/** What is written together or not at all, in rounds: one write holds one version of a resource. */
function roundsOf({ names }: Pick<BroughtFile, 'names'>, versions: readonly ReducedVersion[]): Draft[][][] {
  const rounds: Draft[][][] = [];
  const seen = new Map<string, number>();
  for (const { id, base, text, compartment, mark, binaries = [] } of versions) {
    const round = seen.get(id) ?? 0;
    seen.set(id, round + 1);
    const version: Draft = { resource: id, base, compartment, kind: 'resource', bytes: utf8(text), binaries };
    (rounds[round] ??= []).push(mark === null ? [version] : [version, markOf(mark, compartment)]);
  }
  const named = names.map(({ id, compartment, names: list }): Draft[] => {
    const bytes = encodeNames({ names: [...list] });
    return [{ resource: id, base: 0, compartment, kind: 'names', bytes }];
  });
  const [first = [], ...later] = rounds;
  return first.length + named.length === 0 ? [] : [[...first, ...named], ...later];
}

function markOf(resource: string, compartment: Compartment): Draft {
  return { resource, base: 0, compartment, kind: 'deletion', bytes: new Uint8Array() };
}

/** A later version is there if its mark is: the record itself has an earlier version anyway. */
function isThere(state: ScopeState | null, drafts: readonly Draft[]): boolean {
  const proof = drafts.findLast(({ base }) => base === 0);
  return proof !== undefined && state?.current.has(proof.resource) === true;
}

async function plannedIndex(
  context: DataContext,
  { scope, patient }: BroughtFile,
): Promise<{ readonly draft: Draft; readonly parts: Pick<WriteExtras, 'card' | 'postings'> }> {
  const [index] = await Promise.all([
    planIndex(context, scope, patient.traits, null, patient.version),
    context.keys.unlock({ purpose: 'scope', scope, element: undefined }),
  ]);
  if (index === null) throw new RangeError('a new patient has an index');
  return {
    draft: { resource: scope, base: 0, kind: 'index', compartment: 'identity', bytes: index.bytes },
    parts: { card: index.card, postings: index.postings },
  };
}

/** The index goes with the write before it, where that has room: a file of one request is one write. */
function mergeLast(rounds: readonly Draft[][][]): Draft[][] {
  const batches = rounds.flat();
  const last = batches.at(-1);
  const before = batches.at(-2);
  if (last?.length !== 1 || last[0]?.kind !== 'index' || before === undefined) return batches;
  const together = groupBatches([...before, ...last].map((draft) => [draft]));
  return together.length === 1 ? [...batches.slice(0, -2), ...together] : batches;
}

async function write(
  context: DataContext,
  scope: string,
  state: ScopeState | null,
  batch: readonly Draft[],
  parts: WriteExtras,
): Promise<ScopeState> {
  const name = { purpose: 'scope', scope, element: undefined } as const;
  if (state === null) {
    const erasure: Bytes = Uint8Array.from(context.environment.random(32));
    const { publicKey } = await context.keys.eraser(name);
    const create = { purpose: 'scope', erasure: toBase64url(erasure), eraser: toBase64url(publicKey) } as const;
    const { state: begun } = await writeScope(context, name, null, erasure, batch, { ...parts, create });
    return begun;
  }
  const outcome = await writeScope(context, state, state, state.erasure, batch, parts);
  if (!outcome.ok) throw new RecordsClientError('conflict', 'somebody else wrote to the file meanwhile');
  return outcome.state;
}
