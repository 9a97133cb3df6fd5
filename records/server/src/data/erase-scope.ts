import { recordsLimits, type BodyOf, type dataRoutes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { changePostings, planPostings } from './postings.ts';
import type { DataParts } from './data-parts.ts';

const lock = {
  name: 'erase_lock',
  text: 'SELECT purpose, sequence::float8 AS sequence, postings, erased_at FROM scope WHERE practice = $1 AND scope = $2 FOR UPDATE',
};
const steps = [
  { name: 'erase_secret', text: 'DELETE FROM erasable.secret WHERE practice = $1 AND scope = $2' },
  { name: 'erase_card', text: 'DELETE FROM card WHERE practice = $1 AND scope = $2' },
  {
    name: 'erase_versions',
    text: `UPDATE scope_version SET salt = '', sealed = '' WHERE practice = $1 AND scope = $2`,
  },
  { name: 'erase_binaries', text: 'UPDATE binary_file SET doomed = true WHERE practice = $1 AND scope = $2' },
] as const;
type Locked = {
  readonly purpose: string;
  readonly sequence: number;
  readonly postings: number;
  readonly erased_at: string | null;
};
const dayMs = 86_400_000;
/** One erasure of a practice after the other: two at once would each see the last that is left. */
const takeTurn = {
  name: 'erase_turn',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('erase/' || $1::text, 0))`,
};
const countErased = {
  name: 'erase_count',
  text: 'SELECT count(*)::int AS count FROM scope WHERE practice = $1 AND erased_at > $2',
};
const close = {
  name: 'erase_close',
  text: 'UPDATE scope SET erased_at = $3, postings = 0 WHERE practice = $1 AND scope = $2',
};

/**
 * Erases a patient for good (docs/protocol.md 8.5): without its erasure secret, no backup of the rest opens it. The head,
 * and the leaves with their hashes, stay. Postings name no scope, so the client says
 * where the patient's lie: all of them, and no other patient's.
 *
 * @throws Refusal `not_found`, `erased`, `conflict`, `limit_reached`
 */
export async function eraseScope(
  parts: DataParts,
  tx: Tx,
  { practice, member, session }: Session,
  scope: string,
  { reason, sequence, postings }: BodyOf<typeof dataRoutes.erase>,
): Promise<void> {
  const removed = planPostings({ add: [], remove: postings });
  const [row] = await rowsOf<Locked>(tx, lock, [practice, scope]);
  if (row?.purpose !== 'scope') throw new Refusal('not_found');
  if (row.erased_at !== null) throw new Refusal('erased');
  // Somebody wrote since: the patient may have postings that this caller does not know.
  if (row.sequence !== sequence) throw new Refusal('conflict', { sequence: row.sequence });
  await rowsOf(tx, takeTurn, [practice]);
  const [lately] = await rowsOf<{ count: number }>(tx, countErased, [practice, parts.now() - dayMs]);
  const { erasuresPerDay: most } = recordsLimits;
  if ((lately?.count ?? most) >= most) {
    throw new Refusal('limit_reached', { detail: `a practice erases at most ${most} patients in 24 hours` });
  }
  const { leaf: changed } = await changePostings(parts.postings, tx, practice, scope, removed);
  if (row.postings !== postings.length) {
    throw new Refusal('request_invalid', { detail: `the patient has ${row.postings} postings` });
  }
  for (const step of steps) await rowsOf(tx, step, [practice, scope]);
  await rowsOf(tx, close, [practice, scope, parts.now()]);
  const leaf = { kind: 'erase', member, session, scope, detail: reason, count: postings.length } as const;
  await appendLeaf(tx, practice, { ...leaf, ...changed }, parts);
}
