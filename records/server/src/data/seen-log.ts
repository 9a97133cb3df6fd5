import { type Head } from '@etanche/core-records-protocol';
import { toBase64url } from '@etanche/core-wire';
import { findLog, rangeHashes } from '../audit/audit-log.ts';
import { Refusal } from '../http/refusal.ts';
import type { Tx } from '../store/store.ts';

/**
 * Verifies the checkpoint of the audit log that a head says its author saw. Readers compare it with the log that they
 * see: a writer who invented a checkpoint would make every reader reject the file as that of a server with two
 * histories. A checkpoint of an earlier log epoch is not compared by readers either.
 *
 * @throws Refusal `signature_refused` unless the log of this practice had this root at this size
 */
export async function requireSeenLog(tx: Tx, practice: string, { log: seen }: Pick<Head, 'log'>): Promise<void> {
  if (seen === undefined) return;
  const log = await findLog(tx, practice);
  if (log !== null && seen.epoch < log.epoch) return;
  if (log === null || seen.epoch > log.epoch || seen.size > log.size) throw refusal();
  const [root] = await rangeHashes(tx, practice, [{ from: 0, to: seen.size }]);
  if (root === undefined || toBase64url(root) !== seen.root) throw refusal();
}

function refusal(): Refusal {
  return new Refusal('signature_refused', { detail: 'The head names a checkpoint that this log never had.' });
}
