import { recordsLimits } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { FittedWrite } from './fit-write.ts';
import type { PlannedSeal } from './plan-write.ts';
import { emptyPacks, takeSeal } from './scope-statements.ts';

/** The number of the seal of an importer's write. @throws Refusal `request_invalid`, `imports_exhausted` */
export async function sealOf(tx: Tx, { practice, member }: Session, scope: string, seal: PlannedSeal): Promise<number> {
  const [held] = await rowsOf<{ number: number }>(tx, takeSeal, [practice, scope, seal.element, seal.batch, member]);
  if (held === undefined) return refuseSeal();
  const { sealsPerScope: most } = recordsLimits;
  if (held.number >= most) throw new Refusal('imports_exhausted');
  return held.number;
}

export function refuseSeal(): never {
  const detail = 'the batch is not the importer’s of this epoch, or not the element’s';
  throw new Refusal('request_invalid', { detail });
}

/**
 * Empties the packs of an agenda that a write replaces: a member who opens a day or a list with one unit, for which a
 * vault counts 40 people, gets the people of its current entries and not all that were ever on it.
 */
export async function emptyReplaced(
  tx: Tx,
  { practice }: Session,
  scope: string,
  { changed }: FittedWrite,
): Promise<void> {
  const replaced = changed.filter(({ located }) => located === 0).map(({ pack }) => pack);
  if (replaced.length === 0) return;
  const places = [replaced.map(({ sequence }) => sequence), replaced.map(({ number }) => number)];
  await rowsOf(tx, emptyPacks, [practice, scope, ...places]);
}
