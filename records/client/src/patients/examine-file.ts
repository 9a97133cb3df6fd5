import type { PackCopies } from '@etanche/core-records-protocol';
import type { OpenedVersion } from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { gatherVersions, type GatheredVersions } from './gather-versions.ts';
import { markedIn } from './marked-in.ts';
import { isPatient, isUsable } from './usable-version.ts';

/**
 * A file as far as it can be read. `carried` are the current versions that the store has in damaged packs alone, and
 * that histories or copies yielded; `lost` are those that nothing yielded. `refused` are current versions that open and
 * with which the file does not, because a hostile member wrote them.
 */
export type ExaminedFile = {
  readonly state: ScopeState;
  readonly carried: readonly OpenedVersion[];
  readonly lost: readonly LostVersion[];
  readonly refused: readonly LostVersion[];
  /** True if a repair, with the last usable version of Patient and index, makes a file that opens. */
  readonly isRepairable: boolean;
};

/**
 * `last`: the newest earlier version that the file opens with. `isNeeded`: the file does not open unless it takes the
 * place of this one.
 */
export type LostVersion = {
  readonly resource: string;
  readonly version: number;
  readonly compartment: OpenedVersion['place']['compartment'];
  readonly last: OpenedVersion | null;
  readonly isNeeded: boolean;
};

/**
 * Finds what a file that does not open still has, and what a repair would do (docs/protocol.md 8.5).
 *
 * @param copies of packs of this file
 * @throws DataError `invalid_copies`, `could_not_check` where head, lists or authors cannot be verified
 */
export async function examineFile(context: DataContext, scope: string, copies?: PackCopies): Promise<ExaminedFile> {
  return orCouldNotCheck('damaged file', async () => {
    const gathered = await gatherVersions(context, scope, copies);
    const { state, current, damaged, find } = gathered;
    const shown = current.flatMap((leaf) => find(leaf) ?? []);
    const usable = await Promise.all(shown.map((version) => isUsable(context, version)));
    const others = await foreignPatients(
      gathered,
      shown.filter((_, i) => usable[i]),
    );
    const bad = new Set([...shown.filter((_, i) => usable[i] === false), ...others]);
    const hasPatient = shown.some((version) => !bad.has(version) && isPatient(version));
    const lastOf = (resource: string, before: number) => lastUsable(context, gathered, resource, before, others);
    const missing = damaged.filter((leaf) => leaf.mark === undefined && find(leaf) === null);
    const lost = await Promise.all(
      missing.map(async ({ resource, version, compartment }): Promise<LostVersion> => {
        const last = await lastOf(resource, version);
        const isNeeded = resource === scope || (!hasPatient && isPatient(last));
        return { resource, version, compartment, last, isNeeded };
      }),
    );
    const refused = await Promise.all(
      Array.from(bad, async ({ place: { resource, version, compartment } }): Promise<LostVersion> => {
        return { resource, version, compartment, last: await lastOf(resource, version), isNeeded: true };
      }),
    );
    const replaced = [...lost, ...refused].filter(({ isNeeded }) => isNeeded);
    return {
      ...{ state, carried: damaged.flatMap((leaf) => find(leaf) ?? []), lost, refused },
      isRepairable:
        (hasPatient || replaced.some(({ last }) => isPatient(last))) &&
        replaced.every(({ resource, last }) => resource !== scope || last !== null),
    };
  });
}

/**
 * An examined file as a screen shows it. `recovered` counts versions that new packs would carry; ids are record ids.
 */
export type FileDamage = {
  readonly recovered: number;
  readonly lost: readonly DamagedVersion[];
  readonly refused: readonly DamagedVersion[];
  readonly isRepairable: boolean;
  readonly destroyed: readonly string[];
  readonly lostBefore: readonly string[];
};
type DamagedVersion = { readonly id: string; readonly version: number; readonly last: number | null };

export function damageOf({ state, carried, lost, refused, isRepairable }: ExaminedFile): FileDamage {
  const shown = (versions: readonly LostVersion[]): readonly DamagedVersion[] =>
    versions.map(({ resource: id, version, last }) => ({ id, version, last: last?.place.version ?? null }));
  return {
    ...{ recovered: carried.length, lost: shown(lost), refused: shown(refused), isRepairable },
    ...{ destroyed: markedIn(state, 'destroyed'), lostBefore: markedIn(state, 'lost') },
  };
}

/**
 * With several Patients, all but the one whose resource is the oldest. With none, versions of identities that replaced
 * a Patient.
 */
async function foreignPatients(
  { readHistory, versionsOf }: GatheredVersions,
  shown: readonly OpenedVersion[],
): Promise<readonly OpenedVersion[]> {
  const patients = shown.filter(isPatient);
  if (patients.length === 1) return [];
  if (patients.length > 1) {
    const firsts = await Promise.all(patients.map(({ place }) => readHistory(place.resource)));
    return patients.filter((_, i) => (firsts[i] ?? 0) > Math.min(...firsts));
  }
  const replaced: OpenedVersion[] = [];
  for (const version of shown) {
    const { compartment, resource, version: number } = version.place;
    if (compartment !== 'identity' || number === 1 || version.kind === 'index') continue;
    await readHistory(resource);
    if (versionsOf(resource).some(isPatient)) replaced.push(version);
  }
  return replaced;
}

async function lastUsable(
  context: DataContext,
  { versionsOf, readHistory }: GatheredVersions,
  resource: string,
  before: number,
  foreign: readonly OpenedVersion[],
): Promise<OpenedVersion | null> {
  if (before > 1 && versionsOf(resource).every(({ place }) => place.version >= before)) await readHistory(resource);
  const wasPatient = foreign.some((version) => version.place.resource === resource && isPatient(version));
  const isReplaced = foreign.some((version) => version.place.resource === resource && !isPatient(version));
  for (const version of versionsOf(resource)) {
    const isRight = wasPatient ? !isPatient(version) : !isReplaced || isPatient(version);
    if (version.place.version < before && isRight && (await isUsable(context, version))) return version;
  }
  return null;
}
