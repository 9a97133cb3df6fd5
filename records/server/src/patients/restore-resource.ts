import { parseList, type VersionLeaf } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { LivePack } from './fit-write.ts';
import type { PlannedWrite } from './plan-write.ts';
import { countPacks, doomPacks, emptyPacks, endDestroyed, giveBackBinaries, readDoomed } from './scope-statements.ts';

/** A marked version, the sequence of the write that marked it, and whether the packs of a destroyed one are empty. */
export type MarkedLeaf = VersionLeaf & { readonly sequence: number; readonly emptied: boolean };

/** `live` and `marked` are those of the scope as if the resource had never been destroyed. */
type Restoration = {
  readonly resource: string;
  readonly live: readonly LivePack[];
  readonly marked: readonly MarkedLeaf[];
  /** Packs that are given back, and packs of the destruction that carried their other versions. */
  readonly back: readonly LivePack[];
  readonly carriers: readonly LivePack[];
};

/**
 * Checks a write that restores a destroyed resource before its packs are emptied (docs/protocol.md 8.5). The packs are
 * given back as they were, and those that the destruction wrote in their place are not read any more: a doctor who
 * destroyed with false copies has changed nothing.
 *
 * @returns null for another write
 * @throws Refusal `not_found`, `forbidden`, `request_invalid`
 */
export async function requireRestoration(
  tx: Tx,
  { practice, roles }: Session,
  scope: string,
  { restore, packs }: PlannedWrite,
  live: readonly LivePack[],
  marked: readonly MarkedLeaf[],
): Promise<Restoration | null> {
  if (restore === null) return null;
  if (!roles.includes('doctor')) throw new Refusal('forbidden');
  if (packs.length > 0) throw new Refusal('request_invalid', { detail: 'a restoration writes no pack' });
  const leaf = marked.find(({ resource, mark }) => resource === restore && mark === 'destroyed');
  if (leaf === undefined || leaf.emptied) throw new Refusal('not_found');
  const others = marked.filter((one) => one !== leaf);
  const back = await rowsOf<LivePack>(tx, readDoomed, [practice, scope, restore]);
  const listed = new Set(back.flatMap(({ list }) => parseList(list).map(({ resource }) => resource)));
  if (others.some(({ resource, mark }) => mark === 'destroyed' && listed.has(resource))) {
    throw new Refusal('request_invalid', { detail: 'a later destruction needs the same packs' });
  }
  const isCarrier = ({ carries, sequence }: LivePack): boolean => carries && sequence === leaf.sequence;
  const known = new Set(back.map(nameOf));
  const rest = live.filter((pack) => !isCarrier(pack) && !known.has(nameOf(pack)));
  return {
    ...{ resource: restore, marked: others, back, carriers: live.filter(isCarrier) },
    live: [...rest, ...back].sort((a, b) => a.sequence - b.sequence || a.number - b.number),
  };
}

export async function storeRestored(
  tx: Tx,
  { practice }: Session,
  scope: string,
  { resource, back, carriers }: Restoration,
): Promise<void> {
  const places = (packs: readonly LivePack[]) => [
    ...[practice, scope],
    packs.map(({ sequence }) => sequence),
    packs.map(({ number }) => number),
  ];
  const none = carriers.map(() => 0);
  await rowsOf(tx, doomPacks, [...places(back), null]);
  await rowsOf(tx, countPacks, [...places(carriers), none, none]);
  await rowsOf(tx, emptyPacks, places(carriers));
  await rowsOf(tx, giveBackBinaries, [practice, scope, resource]);
  await rowsOf(tx, endDestroyed, [practice, scope, resource]);
}

function nameOf({ sequence, number }: LivePack): string {
  return `${sequence}.${number}`;
}
