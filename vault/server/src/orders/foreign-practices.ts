import type { Database } from '@etanche/platform';

/**
 * Counts the practices whose chain names another signing key at this vault's index, for example after a loss of the
 * key. The requests and orders of their members are addressed to that key, so this vault cannot serve them
 * (docs/operate.md explains the remedy).
 *
 * @param index of this vault
 * @param signingKey this vault's, base64url
 */
export async function countForeignPractices(database: Database, index: number, signingKey: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(*)::integer AS n FROM practice WHERE audience[$1] IS DISTINCT FROM $2',
    [index, signingKey],
  );
  return rows[0]?.n ?? 0;
}
