import type { Database } from '@etanche/platform';

/**
 * Practices whose chain names another signing key in this vault's place, as after its loss: their members' requests and
 * orders are for that key, so this vault can serve none of them (docs/operate.md says what to do).
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
