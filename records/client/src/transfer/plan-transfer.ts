import type { OpenedVersion } from '@etanche/core-sealing';
import { labels, sha256, toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import type { KeyedHash } from '../import/record-ids.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { filedVersions, type FiledVersion, type Outcome } from './filed-versions.ts';
import type { OpenedTransfer } from './open-transfer.ts';

/** Numbers of resources of a transferred file. */
export type TransferCounts = {
  readonly created: number;
  /** That have a further version now. */
  readonly changed: number;
  /** That were changed there, and edited or deleted here (`TransferConflict`). */
  readonly conflicts: number;
  readonly unchanged: number;
  /** That came with an earlier transfer and that the sender's file no longer has. They stay. */
  readonly missing: number;
};

/** A resource that was changed on both sides. */
export type TransferConflict = {
  /** Record id of the resource here, which is as it was. */
  readonly here: string;
  /** Record id of the sender's version, a resource of its own; null for the Patient, of whom a file has one. */
  readonly theirs: string | null;
};

/** A version of the sender's that nobody has filed: it is written on the version `base` of a record. */
export type PlannedVersion = {
  readonly version: OpenedVersion;
  readonly here: string;
  readonly base: number;
  readonly outcome: Outcome;
};

export type TransferPlan = {
  readonly planned: readonly PlannedVersion[];
  readonly counts: TransferCounts;
  readonly conflicts: readonly TransferConflict[];
};

/** The resource of the Patient there and here. */
type PatientPlace = { readonly theirs: string; readonly here: string };

/** Name of a transfer in the lists of what it filed. */
export function transferId({ header }: OpenedTransfer): string {
  return toRecordId(sha256(utf8(header.head)).slice(0, 16));
}

/**
 * Compares a transferred file with what earlier transfers of it have filed, by the hashes of the sender's versions. A
 * record that a member has edited or deleted here is not written. The same transfer gives the same counts again.
 *
 * @param ids record ids here, by those there
 */
export async function planTransfer(
  keyed: KeyedHash,
  state: Pick<ScopeState, 'current' | 'opened' | 'scope'>,
  transfer: OpenedTransfer,
  ids: ReadonlyMap<string, string>,
  patient: PatientPlace,
): Promise<TransferPlan> {
  const { practice } = transfer.header;
  const known = filedVersions(state, transfer.header);
  const resources = transfer.file.current.filter(({ kind }) => kind === 'resource');
  const planned: PlannedVersion[] = [];
  const conflicts: TransferConflict[] = [];
  const numbers: Record<Outcome | 'unchanged', number> = { new: 0, changed: 0, conflict: 0, known: 0, unchanged: 0 };
  for (const version of resources) {
    const theirs = version.place.resource;
    const filed = known.get(theirs) ?? [];
    const here = theirs === patient.theirs ? patient.here : (ids.get(theirs) ?? '');
    const found = filed.find(({ hash }) => hash === toBase64url(version.hash));
    let filedAs: { readonly here: string; readonly outcome: Outcome } | null = null;
    if (found !== undefined) filedAs = found.transfer === transferId(transfer) ? found : null;
    else if (!isOlder(version, filed)) {
      const copy = await keyed(16, labels.transferredFile, state.scope, practice, theirs, 'conflict', version.hash);
      const place =
        theirs === patient.theirs ? placeOfPatient(state, filed, here) : placeOf(state, filed, here, toRecordId(copy));
      planned.push({ version, ...place });
      filedAs = place;
    }
    numbers[filedAs?.outcome ?? (theirs === patient.theirs ? 'known' : 'unchanged')] += 1;
    if (filedAs?.outcome === 'conflict') conflicts.push({ here, theirs: filedAs.here === here ? null : filedAs.here });
  }
  const { new: created, changed, conflict, unchanged } = numbers;
  const missing = missingOf(state, known, new Set(resources.map(({ place }) => place.resource)));
  return { planned, conflicts, counts: { created, changed, conflicts: conflict, unchanged, missing } };
}

/** Whether a later version was filed: the transfers came in another order than that of their sending. */
function isOlder({ place }: OpenedVersion, filed: readonly FiledVersion[]): boolean {
  return filed.some(({ version }) => version > place.version);
}

/** @param copy record id of a resource of its own for this version */
function placeOf(
  { current }: Pick<ScopeState, 'current'>,
  filed: readonly FiledVersion[],
  here: string,
  copy: string,
): Omit<PlannedVersion, 'version'> {
  if (!current.has(here)) return { here, base: 0, outcome: 'new' };
  const last = filed.toSorted((one, other) => one.version - other.version).at(-1);
  const leaf = last === undefined ? undefined : current.get(last.here);
  // Nobody has written since the last transfer: neither here, nor the copy of an earlier conflict.
  const isUntouched = leaf !== undefined && leaf.version === last?.written && leaf.mark === undefined;
  if (!isUntouched) return { here: copy, base: 0, outcome: 'conflict' };
  const isCopy = leaf.resource !== here;
  return { here: leaf.resource, base: leaf.version, outcome: isCopy ? 'conflict' : 'changed' };
}

/** A file keeps its Patient: a change of the sender's is reported, and not written. */
function placeOfPatient(
  { current }: Pick<ScopeState, 'current'>,
  filed: readonly FiledVersion[],
  here: string,
): Omit<PlannedVersion, 'version'> {
  const base = current.get(here)?.version ?? 0;
  return { here, base, outcome: filed.length === 0 ? 'known' : 'conflict' };
}

function missingOf(
  { current, opened }: Pick<ScopeState, 'current' | 'opened'>,
  known: ReadonlyMap<string, readonly FiledVersion[]>,
  sent: ReadonlySet<string>,
): number {
  const isHere = ({ here }: FiledVersion): boolean =>
    current.get(here)?.mark === undefined && opened.get(here)?.kind === 'resource';
  return Array.from(known).filter(([theirs, filed]) => !sent.has(theirs) && filed.some(isHere)).length;
}
