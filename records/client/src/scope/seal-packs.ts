import type { Bytes } from '@etanche/core-wire';
import { recordsLimits, type PackPlace } from '@etanche/core-records-protocol';
import {
  noPrevious,
  sealPack,
  type Compartment,
  type OpenedVersion,
  type SealedPack,
  type VersionKind,
  type VersionToPack,
} from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { packsToCompact, type CarriedVersions } from './compact-packs.ts';
import { keysFor } from './keys-for.ts';
import type { ScopeName } from './scope-name.ts';
import type { ScopeState } from './scope-state.ts';

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
type PlannedPack = {
  readonly place: PackPlace;
  readonly versions: readonly VersionToPack[];
};
type SealedWrite = {
  readonly pack: SealedPack;
  readonly hash: Bytes;
  /** The new versions; empty in a pack that carries versions. */
  readonly opened: readonly OpenedVersion[];
};

/** Seals a pack for each compartment of the drafts, in an agenda one for each entry, and the versions to carry. */
export async function sealPacks(
  context: DataContext,
  name: ScopeName,
  state: ScopeState | null,
  erasure: Bytes,
  drafts: readonly Draft[],
  chosen: readonly CarriedVersions[] | undefined,
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
  const carried = (chosen ?? packsToCompact(context, name, state, replaced)).map((each) => ({
    ...each,
    carries: true,
  }));
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
        const opened = sealed.map(({ resource, version, author: _author, time: _time, ...content }) => {
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
