import type { Application } from './application.ts';
import { rejectOrder } from './order-rules.ts';

/**
 * Registers a key for one role in a practice. A key is never registered twice: a replaced key stays refused in every
 * role.
 */
export async function registerKey(
  { client, practice }: Application,
  auth: string,
  part: 'member' | 'importer' | 'kit' | 'server',
  holder: string | null,
): Promise<void> {
  const { rowCount } = await client.query(
    'INSERT INTO practice_key (practice, auth, part, holder) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [practice, auth, part, holder],
  );
  if (rowCount !== 1) rejectOrder('The key is or was already registered in this practice.');
}
