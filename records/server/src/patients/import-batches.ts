import { importBatchSchema, type ImportBatch, type AnswerOf, type dataRoutes } from '@etanche/core-records-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import type { Session } from '../http/handler.ts';
import { rowsOf, type Tx } from '../store/store.ts';

/** Limit of batches; an importer makes one for each of its sessions in an epoch. */
const mostBatches = 1000;

const findImporter = {
  name: 'batch_importer',
  text: `SELECT m.author, p.epoch::float8 AS epoch,
      (SELECT count(*)::int FROM import_batch i WHERE i.practice = $1 AND i.importer = $2) AS batches
    FROM practice p
    JOIN chain_member c ON c.practice = p.practice AND c.member = $2 AND c.status = 'active'
    JOIN member_keys m ON m.practice = c.practice AND m.member = c.member AND m.keys = c.keys
    WHERE p.practice = $1`,
};
const addOne = {
  name: 'batch_add',
  text: `INSERT INTO import_batch (practice, batch, importer, epoch, statement, created_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING batch`,
};
const findOne = {
  name: 'batch_find',
  text: 'SELECT statement FROM import_batch WHERE practice = $1 AND batch = $2',
};

/** Stores a batch of the session's importer (docs/protocol.md 7.7). @throws Refusal */
export async function addBatch(tx: Tx, { practice, member }: Session, jws: string, now: number): Promise<void> {
  type Row = { author: string; epoch: number; batches: number };
  const [importer] = await rowsOf<Row>(tx, findImporter, [practice, member]);
  if (importer === undefined) throw refusal();
  if (importer.batches >= mostBatches) throw new Refusal('limit_reached', { detail: `at most ${mostBatches} batches` });
  const batch = await readBatch(jws, importer.author);
  if (batch.practice !== practice || batch.importer !== member) throw refusal();
  if (batch.epoch !== importer.epoch) throw new Refusal('epoch_closed');
  const values = [practice, batch.batch, member, batch.epoch, jws, now];
  if ((await rowsOf(tx, addOne, values)).length === 0) throw new Refusal('conflict');
}

/** @throws Refusal `not_found` */
export async function findBatch(
  tx: Tx,
  { practice }: Session,
  batch: string,
): Promise<AnswerOf<typeof dataRoutes.batch>> {
  const [found] = await rowsOf<{ statement: string }>(tx, findOne, [practice, batch]);
  if (found === undefined) throw new Refusal('not_found');
  return { batch: found.statement };
}

async function readBatch(jws: string, author: string): Promise<ImportBatch> {
  try {
    const { payload } = await verifyCompact(jws, jwsTypes.importBatch, fromBase64url(author, 32));
    return parseShape(importBatchSchema, JSON.parse(fromUtf8(payload)), 'import batch');
  } catch (cause) {
    throw refusal(cause);
  }
}

function refusal(cause?: unknown): Refusal {
  return new Refusal('signature_refused', { detail: 'The batch is not one of this importer.' }, { cause });
}
