import type { Database } from '@etanche/platform';

/** Limits of one subject, as in `quota_limit`. */
export type Limit = {
  readonly subject: string;
  readonly perMinute?: number;
  readonly perDay?: number;
  readonly perMonth?: number;
  readonly inTotal?: number;
  readonly burst?: number;
  readonly burstMs?: number;
  /** The units that a day lost with the store counts against `perMonth`. */
  readonly lostDay?: number;
};

export type Answer = { outcome: string; subject: string | null; retryMs: number | null; percent: number | null };

type Row = { outcome: string; subject: string | null; retry_ms: string | null; percent: number | null };

/** Calls `vault_claim` directly, without the process in front of it. */
export async function claim(
  database: Database,
  limits: readonly Limit[],
  units: readonly (number | null)[],
  now: number,
  options: { share?: readonly number[]; floor?: number } = {},
): Promise<Answer[]> {
  const rows = limits.map((limit) => [
    limit.subject,
    limit.perMinute ?? null,
    limit.perDay ?? null,
    limit.perMonth ?? null,
    limit.inTotal ?? null,
    limit.burst ?? null,
    limit.burstMs ?? null,
    limit.lostDay ?? null,
  ]);
  const places = rows.map((row, i) => `ROW(${row.map((_, j) => `$${i * 8 + j + 5}`).join()})::quota_limit`).join();
  const answer = await database.query<Row>(
    `SELECT outcome, subject, retry_ms, percent FROM vault_claim(ARRAY[${places}]::quota_limit[], $1, $2, $3, $4)`,
    [units, options.share ?? units.map(() => 100), now, options.floor ?? 0, ...rows.flat()],
  );
  return answer.rows.map((row) => ({
    outcome: row.outcome,
    subject: row.subject,
    retryMs: row.retry_ms === null ? null : Number(row.retry_ms),
    percent: row.percent,
  }));
}

export async function counted(database: Database, subject: string): Promise<number> {
  const { rows } = await database.query<{ total: string }>('SELECT total FROM quota WHERE subject = $1', [subject]);
  return Number(rows[0]?.total ?? 0);
}
