import type pg from 'pg';

/** The state of a practice against which orders are checked. */
export type PracticeRow = {
  readonly id: string;
  readonly sequence: number;
  readonly head: string;
  readonly audience: readonly string[];
  readonly server: string;
  readonly live: boolean;
};

type Row = { sequence: number; head: string; audience: string[]; server: string; live_at: string | null };

export async function findPractice(client: pg.ClientBase, id: string): Promise<PracticeRow | null> {
  const { rows } = await client.query<Row>(
    'SELECT sequence, head, audience, server, live_at FROM practice WHERE id = $1',
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { sequence, head, audience, server } = row;
  return { id, sequence, head, audience, server, live: row.live_at !== null };
}

/** Every transaction that changes a practice waits for this lock and holds it until it ends. */
export async function lockPractice(client: pg.ClientBase, id: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`practice/${id}`]);
}

/** Writes an alarm in the transaction of its cause. */
export async function raiseAlarm(
  client: pg.ClientBase,
  practice: string,
  alarm: { readonly kind: string; readonly member?: string; readonly detail?: string },
  at: number,
): Promise<void> {
  const { kind, member, detail } = alarm;
  await client.query('SELECT alarm_raise($1, $2, $3, NULL, NULL, $4, $5)', [
    practice,
    member ?? null,
    kind,
    detail ?? null,
    at,
  ]);
}
