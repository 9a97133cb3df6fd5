import type { Database } from '@etanche/platform';
import { Refusal } from '../http/refusal.ts';

/** One prepared statement. */
export type Statement = { readonly name: string; readonly text: string };

/**
 * Runs one statement. Any error or missing answer becomes `store_unavailable`. The statement may still have been
 * committed; then its units are lost, never granted.
 */
export async function storeQuery<Row extends Record<string, unknown>>(
  database: Database,
  statement: Statement,
  values: unknown[],
  timeoutMs: number,
): Promise<Row[]> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error('the store did not answer'));
  }, timeoutMs);
  try {
    const { rows } = await Promise.race([database.query<Row>(statement, values), late]);
    return rows;
  } catch (cause) {
    throw new Refusal('store_unavailable', { retryAfter: 5 }, { cause });
  } finally {
    clearTimeout(timer);
  }
}
