import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import type { VersionLeaf } from '@etanche/core-records-protocol';
import { encodeNames, type Compartment } from '@etanche/core-sealing';
import type { LargeData, PatientTraits } from '@etanche/records-fhir';
import { importLargeData } from '../attachments/store-data.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { groupBatches } from '../patients/draft-batches.ts';
import { planIndex } from '../patients/plan-index.ts';
import { requireRoom } from '../patients/require-room.ts';
import { loadScopeIfStored } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft, type WriteExtras } from '../scope/write-scope.ts';

/**
 * A version that an import writes. `mark` is the record id of an empty record that is written with it. A later import
 * cannot open records, so it recognizes the version by its mark. It recognizes a first version, which has no mark, by
 * its record id.
 */
export type ImportedVersion = {
  readonly id: string;
  /** The version that precedes this one; 0 for the first. */
  readonly base: number;
  /** The exact text of the resource. */
  readonly text: string;
  readonly compartment: Compartment;
  readonly mark: string | null;
  /** Data of `text` that are stored separately; absent if the text fits in one record. */
  readonly large?: readonly LargeData[];
};

/** Full URLs that the source gives to resources, with the record id of each resource and of the list itself. */
export type ImportedNames = {
  readonly id: string;
  readonly compartment: Compartment;
  readonly names: readonly { readonly fullUrl: string; readonly resource: string }[];
};

/** The data of one patient that an import writes. */
export type ImportedFile = {
  readonly scope: string;
  /** The records of the scope, as `storedRecords` returned them. */
  readonly stored: StoredRecords;
  /** The final state of the Patient, from which card and postings are made, and its final version. */
  readonly patient: { readonly id: string; readonly traits: PatientTraits; readonly version: number };
  /** Versions of one resource are in ascending order. */
  readonly versions: readonly ImportedVersion[];
  readonly names: readonly ImportedNames[];
};

/** The records of a file on the server, by record id, including deleted records and those without content. */
export type StoredRecords = ReadonlyMap<string, Pick<VersionLeaf, 'version' | 'compartment'>>;

/**
 * Reads which records of a scope the server has, under a head whose signature and root are verified.
 *
 * @returns no records if the server has no such scope
 * @throws DataError; RecordsClientError `erased`
 */
export async function readStoredRecords(context: DataContext, scope: string): Promise<StoredRecords> {
  const state = await loadScopeIfStored(context, { purpose: 'scope', scope });
  const records = new Map<string, VersionLeaf>(state?.current);
  states.set(records, state);
  return records;
}

/** The states from which records were read, so that the following write does not read the scope again. */
const states = new WeakMap<StoredRecords, ScopeState | null>();

/**
 * Writes the imported data of a patient into a new or an existing file. Index, card and postings are written last, so
 * that no search finds an incomplete file. The same call resumes after a failure. If the file already has its index, a
 * new version of the Patient leaves index, card and postings unchanged: an importer cannot open them, and the first
 * member who opens the file renews them.
 *
 * @returns the versions that were not written: those whose large data the server rejected, and later versions of the
 *   same resources. If the Patient is among them, nothing was written
 * @throws DataError `too_large`, `uncertain`, `could_not_check`; RecordsClientError `conflict` if a member changed a
 *   resource in the meantime
 */
export async function writeImportedPatient(
  context: DataContext,
  file: ImportedFile,
): Promise<ReadonlySet<ImportedVersion>> {
  const state = states.get(file.stored) ?? null;
  try {
    return await writeInto(context, state, file);
  } catch (error) {
    const isCreated = error instanceof RecordsClientError && error.code === 'conflict' && state === null;
    if (!isCreated) throw error;
    // Another import created the file in the meantime.
    return await writeInto(context, await loadScopeIfStored(context, { purpose: 'scope', scope: file.scope }), file);
  }
}

async function writeInto(
  context: DataContext,
  state: ScopeState | null,
  file: ImportedFile,
): Promise<ReadonlySet<ImportedVersion>> {
  // A file that is too large is rejected before anything is evaluated or written.
  const records = [
    ...file.versions.flatMap(({ id, mark }) => (mark === null ? [id] : [id, mark])),
    ...file.names.map(({ id }) => id),
  ];
  requireRoom(new Set([file.scope, ...(state?.current.keys() ?? []), ...records]).size);
  const { versions, unstored } = await storeLargeVersions(context, state, file);
  if (versions === null) return unstored;
  const groups = roundsOf(file, versions).map((round) => round.filter((drafts) => !isStored(state, drafts)));
  const hasIndex = state?.current.has(file.scope) === true;
  const index = hasIndex ? null : await planFirstIndex(context, file);
  if (index !== null) groups.push([[index.draft]]);
  const batches = mergeLast(groups.map((round) => groupBatches(round)));
  let current = state;
  for (const batch of batches) {
    const extras: WriteExtras = {
      kind: 'import',
      ...(index !== null && batch.includes(index.draft) && index.extras),
    };
    current = await writeBatch(context, file.scope, current, batch, extras);
  }
  return unstored;
}

/** A version whose text names the binaries that hold its large data. */
type ReducedVersion = ImportedVersion & { readonly binaries?: readonly string[] };

type StoredVersions = {
  /** Versions with reduced texts; null if nothing of the file can be written. */
  readonly versions: readonly ReducedVersion[] | null;
  readonly unstored: ReadonlySet<ImportedVersion>;
};

/** Stores the large data of the versions that the server does not have. */
async function storeLargeVersions(
  context: DataContext,
  state: ScopeState | null,
  file: ImportedFile,
): Promise<StoredVersions> {
  const versions: ReducedVersion[] = [];
  const unstored = new Set<ImportedVersion>();
  const failed = new Set<string>();
  for (const version of file.versions) {
    const { id, compartment, text, large = [] } = version;
    if (failed.has(id)) unstored.add(version);
    else if (large.length === 0 || state?.current.has(version.mark ?? id) === true) versions.push(version);
    else {
      const reduced = await importLargeData(context, file.scope, compartment, text, large);
      if (reduced === null) {
        failed.add(id);
        unstored.add(version);
      } else {
        versions.push({ ...version, ...reduced });
      }
    }
  }
  if (failed.has(file.patient.id)) return { versions: null, unstored: new Set(file.versions) };
  return { versions, unstored };
}

/**
 * Groups drafts that are written together or not at all, in rounds: a write has one version of each resource at most.
 */
function roundsOf({ names }: Pick<ImportedFile, 'names'>, versions: readonly ReducedVersion[]): Draft[][][] {
  const rounds: Draft[][][] = [];
  const roundOf = new Map<string, number>();
  for (const { id, base, text, compartment, mark, binaries = [] } of versions) {
    const round = roundOf.get(id) ?? 0;
    roundOf.set(id, round + 1);
    const version: Draft = { resource: id, base, compartment, kind: 'resource', bytes: utf8(text), binaries };
    (rounds[round] ??= []).push(mark === null ? [version] : [version, markOf(mark, compartment)]);
  }
  const nameDrafts = names.map(({ id, compartment, names: list }): Draft[] => {
    const bytes = encodeNames({ names: [...list] });
    return [{ resource: id, base: 0, compartment, kind: 'names', bytes }];
  });
  const [first = [], ...later] = rounds;
  return first.length + nameDrafts.length === 0 ? [] : [[...first, ...nameDrafts], ...later];
}

function markOf(resource: string, compartment: Compartment): Draft {
  return { resource, base: 0, compartment, kind: 'deletion', bytes: new Uint8Array() };
}

/** Whether the server has a version: its mark if it is a later one, because the record then exists in any case. */
function isStored(state: ScopeState | null, drafts: readonly Draft[]): boolean {
  const proof = drafts.findLast(({ base }) => base === 0);
  return proof !== undefined && state?.current.has(proof.resource) === true;
}

async function planFirstIndex(
  context: DataContext,
  { scope, patient }: ImportedFile,
): Promise<{ readonly draft: Draft; readonly extras: Pick<WriteExtras, 'card' | 'postings'> }> {
  const [index] = await Promise.all([
    planIndex(context, scope, patient.traits, null, patient.version),
    context.keys.unlock({ purpose: 'scope', scope, element: undefined }),
  ]);
  if (index === null) throw new RangeError('a new patient has an index');
  return {
    draft: { resource: scope, base: 0, kind: 'index', compartment: 'identity', bytes: index.bytes },
    extras: { card: index.card, postings: index.postings },
  };
}

/** Puts the index into the last write if it has room, so that a small file is one write. */
function mergeLast(rounds: readonly Draft[][][]): Draft[][] {
  const batches = rounds.flat();
  const last = batches.at(-1);
  const previous = batches.at(-2);
  if (last?.length !== 1 || last[0]?.kind !== 'index' || previous === undefined) return batches;
  const merged = groupBatches([...previous, ...last].map((draft) => [draft]));
  return merged.length === 1 ? [...batches.slice(0, -2), ...merged] : batches;
}

async function writeBatch(
  context: DataContext,
  scope: string,
  state: ScopeState | null,
  batch: readonly Draft[],
  extras: WriteExtras,
): Promise<ScopeState> {
  const name = { purpose: 'scope', scope, element: undefined } as const;
  if (state === null) {
    const erasure: Bytes = Uint8Array.from(context.environment.random(32));
    const { publicKey } = await context.keys.eraser(name);
    const create = { purpose: 'scope', erasure: toBase64url(erasure), eraser: toBase64url(publicKey) } as const;
    const created = await writeScope(context, name, null, erasure, batch, { ...extras, create });
    return created.state;
  }
  const outcome = await writeScope(context, state, state, state.erasure, batch, extras);
  if (!outcome.ok) throw new RecordsClientError('conflict', 'another member wrote to the file in the meantime');
  return outcome.state;
}
