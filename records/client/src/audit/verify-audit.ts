import { leafHash, verifyAuditPath } from '@etanche/core-merkle';
import { fromBase64url } from '@etanche/core-wire';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { continueFrom, fetchCheckpoint, type VerifiedCheckpoint } from './checkpoint.ts';
import { findOwnLeaves, type OwnLeaf } from './find-own-leaves.ts';

/** Result of a verification of the audit log. */
export type AuditReport = {
  readonly checkpoint: VerifiedCheckpoint;
  /** Size of the log when this device last saw it, which the log was verified to continue; null after a restore. */
  readonly since: number | null;
  /**
   * Number of reads and writes of this session that were found in the log, and of those too recent to be numbered yet.
   */
  readonly own: { readonly found: number; readonly waiting: number };
};

/**
 * Verifies the audit log: the checkpoint's signatures by the server and t vaults, that it continues the one seen last,
 * and that this session's own reads and writes are in it. An action that is missing from a checkpoint made
 * `slackSeconds` later is evidence against the server.
 *
 * @param slackSeconds greatest difference of clocks plus the time that the server may take to number a leaf
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function verifyAudit(context: DataContext, slackSeconds: number): Promise<AuditReport> {
  return orCouldNotCheck('audit log', async () => {
    const actions = context.own.waiting();
    const checkpoint = await fetchCheckpoint(context);
    const since = await continueFrom(context, checkpoint);
    const found =
      actions.length === 0 ? [] : await findOwnLeaves(context, checkpoint.size, actions, slackSeconds * 1000);
    await verifyInclusion(context, checkpoint, found);
    const settled = new Set(found.map(({ action }) => action));
    const missing = actions.filter((action) => !settled.has(action));
    const due = missing.filter(({ at }) => at / 1000 + slackSeconds < checkpoint.time);
    if (due.length > 0) throw untrusted(`a log without ${due.length} of this session's own actions`);
    context.own.settle(settled);
    return { checkpoint, since, own: { found: found.length, waiting: missing.length } };
  });
}

async function verifyInclusion(
  { session }: DataContext,
  { size, root }: VerifiedCheckpoint,
  leaves: readonly OwnLeaf[],
): Promise<void> {
  await Promise.all(
    leaves.map(async ({ index, bytes }) => {
      const { path } = await session.call('inclusion', { params: { index }, query: { size } });
      const nodes = path.map((node) => fromBase64url(node, 32));
      verifyAuditPath(leafHash(bytes), index, size, nodes, root);
    }),
  );
}
