import { type ReadOrder, approvalSchema, type Approval } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import type pg from 'pg';

/** Maximum number of pending orders for one proposer, and for one practice. */
const keptForProposer = 4;
const keptForPractice = 64;

const approvalsSchema = { type: 'array', items: approvalSchema, minItems: 0, maxItems: 64 } as const;

export type AppliedOrder = {
  readonly sequence: number;
  readonly hash: string;
  readonly payload: Buffer;
  readonly approvals: readonly Approval[];
  readonly appliedAt: number;
};

export type PendingOrder = {
  readonly payload: Buffer;
  readonly approvals: readonly Approval[];
  readonly effectiveAt: number | null;
  readonly cancelled: boolean;
};

type AppliedRow = { sequence: number; hash: string; payload: Buffer; approvals: unknown; applied_at: string };
type PendingRow = { payload: Buffer; approvals: unknown; effective_at: string | null; cancelled_at: string | null };
type Client = pg.ClientBase;

/** Applied orders from a sequence on, at most `most`. */
export async function appliedOrders(
  client: Client,
  practice: string,
  from: number,
  most: number,
): Promise<AppliedOrder[]> {
  const { rows } = await client.query<AppliedRow>(
    `SELECT sequence, hash, payload, approvals, applied_at FROM practice_order
     WHERE practice = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3`,
    [practice, from, most],
  );
  return rows.map(({ sequence, hash, payload, approvals, applied_at: appliedAt }) => ({
    sequence,
    hash,
    payload,
    approvals: readApprovals(approvals),
    appliedAt: Number(appliedAt),
  }));
}

/** Appends to the chain and moves the head: all orders pending for this sequence end. */
export async function appendOrder(
  client: Client,
  { order, payload, id }: ReadOrder,
  approvals: readonly Approval[],
  at: number,
): Promise<void> {
  const { practice, sequence } = order;
  await client.query(
    `INSERT INTO practice_order (practice, sequence, hash, payload, approvals, applied_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [practice, sequence, id, payload, JSON.stringify(approvals), at],
  );
  await client.query('UPDATE practice SET sequence = $2, head = $3 WHERE id = $1', [practice, sequence, id]);
  await client.query('DELETE FROM pending_order WHERE practice = $1', [practice]);
}

export async function findPending(client: Client, practice: string, hash: string): Promise<PendingOrder | null> {
  const { rows } = await client.query<PendingRow>(
    'SELECT payload, approvals, effective_at, cancelled_at FROM pending_order WHERE practice = $1 AND hash = $2',
    [practice, hash],
  );
  return rows[0] === undefined ? null : readPending(rows[0]);
}

/** Pending and delayed orders, oldest first, without cancelled or expired ones. */
export async function listPending(client: Client, practice: string, now: number): Promise<PendingOrder[]> {
  const { rows } = await client.query<PendingRow>(
    `SELECT payload, approvals, effective_at, cancelled_at FROM pending_order
     WHERE practice = $1 AND cancelled_at IS NULL AND expires_at >= $2 ORDER BY posted_at, hash LIMIT $3`,
    [practice, now, keptForPractice],
  );
  return rows.map(readPending);
}

/** Delayed orders whose time has come. */
export async function dueOrders(client: Client, now: number): Promise<{ practice: string; hash: string }[]> {
  const { rows } = await client.query<{ practice: string; hash: string }>(
    `SELECT practice, hash FROM pending_order
     WHERE effective_at <= $1 AND cancelled_at IS NULL ORDER BY effective_at, hash LIMIT 100`,
    [now],
  );
  return rows;
}

/**
 * Stores a pending order. Each proposer may have 4 pending orders; their oldest is evicted, so no proposer can crowd
 * out others.
 */
export async function keepPending(
  client: Client,
  { order, payload, id }: ReadOrder,
  pending: { readonly approvals: readonly Approval[]; readonly proposer: string; readonly effectiveAt: number | null },
  now: number,
): Promise<void> {
  const { practice, expires } = order;
  await client.query(
    `INSERT INTO pending_order (practice, hash, payload, approvals, proposer, expires_at, posted_at, effective_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (practice, hash) DO UPDATE SET approvals = excluded.approvals, effective_at = excluded.effective_at`,
    [
      practice,
      id,
      payload,
      JSON.stringify(pending.approvals),
      pending.proposer,
      expires * 1000,
      now,
      pending.effectiveAt,
    ],
  );
  await client.query('DELETE FROM pending_order WHERE practice = $1 AND expires_at < $2', [practice, now]);
  await client.query(
    `DELETE FROM pending_order WHERE practice = $1 AND hash IN (
       SELECT hash FROM pending_order WHERE practice = $1 AND proposer = $2 ORDER BY posted_at DESC, hash OFFSET $3)`,
    [practice, pending.proposer, keptForProposer],
  );
}

/** @returns false if no such order is pending */
export async function cancelPending(client: Client, practice: string, hash: string, now: number): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE pending_order SET cancelled_at = $3 WHERE practice = $1 AND hash = $2 AND cancelled_at IS NULL',
    [practice, hash, now],
  );
  return rowCount === 1;
}

export async function dropPending(client: Client, practice: string, hash: string): Promise<void> {
  await client.query('DELETE FROM pending_order WHERE practice = $1 AND hash = $2', [practice, hash]);
}

function readPending(row: PendingRow): PendingOrder {
  return {
    payload: row.payload,
    approvals: readApprovals(row.approvals),
    effectiveAt: row.effective_at === null ? null : Number(row.effective_at),
    cancelled: row.cancelled_at !== null,
  };
}

function readApprovals(stored: unknown): readonly Approval[] {
  return parseShape(approvalsSchema, stored, 'approvals');
}
