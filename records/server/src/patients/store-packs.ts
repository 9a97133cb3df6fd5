import { recordsLimits, type Write } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { FittedWrite } from './fit-write.ts';
import type { PlannedSeal, PlannedWrite } from './plan-write.ts';
import { addPacks, countPacks, emptyPacks, takeSeal } from './scope-statements.ts';

type Purpose = NonNullable<Write['create']>['purpose'];

/** The number of the seal of an importer's write. @throws Refusal `request_invalid`, `imports_exhausted` */
export async function sealOf(tx: Tx, { practice, member }: Session, scope: string, seal: PlannedSeal): Promise<number> {
  const [held] = await rowsOf<{ number: number }>(tx, takeSeal, [practice, scope, seal.element, seal.batch, member]);
  if (held === undefined) {
    throw new Refusal('request_invalid', {
      detail: 'the batch is not the importer’s of this epoch, or not the element’s',
    });
  }
  const { sealsPerScope: most } = recordsLimits;
  if (held.number >= most) throw new Refusal('imports_exhausted');
  return held.number;
}

export async function addPacksOf(
  tx: Tx,
  { practice, member }: Session,
  scope: string,
  { packs, head }: PlannedWrite,
  seal: number | null,
  { counts }: FittedWrite,
): Promise<void> {
  if (packs.length === 0) return;
  const bytes = packs.map(({ list, digest, salt, sealed }) => Buffer.concat([list, digest, salt, sealed]));
  let end = 1;
  const places = bytes.map(({ length }) => (end += length) - length);
  await rowsOf(tx, addPacks, [
    ...[practice, scope, member, head.sequence, seal],
    packs.map(({ number }) => number),
    packs.map(({ compartment }) => compartment),
    packs.map(({ carries }) => carries),
    packs.map(({ epoch }) => epoch),
    Buffer.concat(bytes),
    packs.map(({ time }) => time),
    packs.map((pack) => counts.get(pack)?.located ?? 0),
    packs.map((pack) => counts.get(pack)?.introduced ?? 0),
    places,
    packs.map(({ list }) => list.length),
    packs.map(({ sealed }) => sealed.length),
  ]);
}

/**
 * Stores the counts of earlier packs. In an agenda, a pack that a write replaces is emptied: a member who opens a day or a
 * list with one unit, for which a vault counts 40 people, gets the people of its current entries and not all that were
 * ever on it.
 */
export async function countPacksOf(
  tx: Tx,
  { practice }: Session,
  scope: string,
  purpose: Purpose,
  { changed }: FittedWrite,
): Promise<void> {
  if (changed.length === 0) return;
  const of = (packs: FittedWrite['changed']) => [
    ...[practice, scope],
    packs.map(({ pack }) => pack.sequence),
    packs.map(({ pack }) => pack.number),
  ];
  const counts = [changed.map(({ located }) => located), changed.map(({ introduced }) => introduced)];
  await rowsOf(tx, countPacks, [...of(changed), ...counts]);
  if (purpose === 'agenda') await rowsOf(tx, emptyPacks, of(changed.filter(({ located }) => located === 0)));
}
