import type { Application } from './apply-order.ts';
import { refuse } from './order-rules.ts';

/** Gives a key its part. No key is ever given two: a replaced key stays refused, in every part. */
export async function giveKey(
  { client, practice }: Application,
  auth: string,
  part: 'member' | 'importer' | 'kit' | 'server',
  holder: string | null,
): Promise<void> {
  const { rowCount } = await client.query(
    'INSERT INTO practice_key (practice, auth, part, holder) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [practice, auth, part, holder],
  );
  if (rowCount !== 1) refuse('The key has or had a part in this practice.');
}
