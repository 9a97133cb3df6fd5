import { consistencyRanges, inclusionRanges } from '@etanche/core-merkle';
import { toBase64url } from '@etanche/core-wire';
import { recordsLimits, type AnswerOf, type auditRoutes } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { rangeHashes, requireLog } from './audit-log.ts';
import { readLeavesFrom } from './log-statements.ts';

type Routes = typeof auditRoutes;

/**
 * The last checkpoint that t vaults have cosigned; before the first one, the last signed checkpoint. While the log
 * is stopped, the signed one, which an order that resumes the log has to name.
 *
 * @throws Refusal `not_found` before a leaf was numbered
 */
export async function readCheckpoint(tx: Tx, { practice }: Session): Promise<AnswerOf<Routes['checkpoint']>> {
  const log = await requireLog(tx, practice);
  return { note: log.stopped ? log.note : (log.cosigned ?? log.note) };
}

export async function readLeaves(
  tx: Tx,
  { practice }: Session,
  { from = 0, count = recordsLimits.leavesPerAnswer }: { readonly from?: number; readonly count?: number },
): Promise<AnswerOf<Routes['leaves']>> {
  const most = Math.min(count, recordsLimits.leavesPerAnswer);
  const rows = await rowsOf<{ leaf: string }>(tx, readLeavesFrom, [practice, from, most]);
  return { from, leaves: rows.map(({ leaf }) => leaf) };
}

/** @throws Refusal `not_found` for an unknown leaf or size */
export async function proveInclusion(
  tx: Tx,
  { practice }: Session,
  index: number,
  wanted: number | undefined,
): Promise<AnswerOf<Routes['inclusion']>> {
  const log = await requireLog(tx, practice);
  const size = wanted ?? log.size;
  if (size > log.size || index >= size) throw new Refusal('not_found');
  const path = await rangeHashes(tx, practice, inclusionRanges(index, size));
  return { index, size, path: path.map(toBase64url) };
}

/** @throws Refusal `request_invalid` unless 1 ≤ from ≤ to, `not_found` for an unknown size */
export async function proveConsistency(
  tx: Tx,
  { practice }: Session,
  { from, to: wanted }: { readonly from?: number; readonly to?: number },
): Promise<AnswerOf<Routes['consistency']>> {
  const log = await requireLog(tx, practice);
  const to = wanted ?? log.size;
  if (from === undefined || from < 1 || from > to) {
    throw new Refusal('request_invalid', { detail: 'from must be from 1 to to' });
  }
  if (to > log.size) throw new Refusal('not_found');
  const path = await rangeHashes(tx, practice, consistencyRanges(from, to));
  return { from, to, path: path.map(toBase64url) };
}
